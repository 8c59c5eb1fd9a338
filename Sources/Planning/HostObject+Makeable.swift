package import HostState

extension HostState {
  /// Without what no plan makes of an object that it does make: flows that go astray.
  package var mended: HostState {
    var copy = self
    for (name, namespace) in namespaces {
      guard case .gatewayLoadBalancer(var state)? = namespace.dataPlane, state.strayZones != nil
      else { continue }
      state.strayZones = nil
      copy.namespaces[name]?.dataPlane = .gatewayLoadBalancer(state)
    }
    return copy
  }
}

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
