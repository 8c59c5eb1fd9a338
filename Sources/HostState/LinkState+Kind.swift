extension LinkState.Kind: Codable {
  private enum CodingKeys: String, CodingKey {
    case kind, interface, peer, summary
    case peerNamespace = "peer_namespace"
  }

  /// `{"kind": "bridge"}`, `{"kind": "veth", "peer_namespace": NAME, "peer": NAME}`,
  /// `{"kind": "host_interface", "interface": NAME}` or `{"kind": "foreign", "summary": WORDS}`.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .bridge: try container.encode("bridge", forKey: .kind)
    case .veth(let peerNamespace, let peer):
      try container.encode("veth", forKey: .kind)
      try container.encode(peerNamespace, forKey: .peerNamespace)
      try container.encode(peer, forKey: .peer)
    case .hostInterface(let interface):
      try container.encode("host_interface", forKey: .kind)
      try container.encode(interface, forKey: .interface)
    case .foreign(let summary):
      try container.encode("foreign", forKey: .kind)
      try container.encode(summary, forKey: .summary)
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(String.self, forKey: .kind) {
    case "bridge": self = .bridge
    case "veth":
      self = .veth(
        peerNamespace: try container.decode(NamespaceName.self, forKey: .peerNamespace),
        peer: try container.decode(LinkName.self, forKey: .peer))
    case "host_interface":
      self = .hostInterface(try container.decode(LinkName.self, forKey: .interface))
    case "foreign": self = .foreign(try container.decode(String.self, forKey: .summary))
    case let other:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: "\(other) is no kind of link")
    }
  }
}
