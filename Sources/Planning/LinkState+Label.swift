import HostState

extension LinkState.Kind {
  /// What sort of link it is, in a few words.
  var label: String {
    switch self {
    case .bridge: "bridge"
    case .veth(let namespace, let peer): "veth to \(namespace) \(peer)"
    case .hostInterface(let interface): "over the host's \(interface)"
    case .foreign(let summary): summary
    }
  }
}
