package import HostState

extension HostObject {
  /// Whether an object that was observed can be made: not what somebody else made in a way that we
  /// have no words for, nor what was left unfinished.
  package func isMakeable(as kind: HostObjectID.Kind) -> Bool {
    if case .rule(let rule) = kind, case .foreign = rule.action { return false }
    switch self {
    case .namespace(let resource): return !resource.isEmpty
    case .foreignRoute, .foreign, .dataPlane(.incomplete): return false
    case .link(let state):
      if case .foreign = state.kind { return false }
      return true
    default: return true
    }
  }
}
