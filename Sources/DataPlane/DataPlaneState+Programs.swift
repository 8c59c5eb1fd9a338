import HostState

extension DataPlaneState {
  /// The object files whose programs make the data plane.
  var objects: [EmbeddedObject] {
    switch self {
    case .gatewayLoadBalancer: [.gwlbEndpoint, .gwlbNode]
    case .networkAddressTranslation: [.nat]
    case .firewall: [.fwIn, .fwOut]
    case .passThrough: [.passThrough]
    case .sourceCheck: [.sourceCheck]
    case .incomplete: []
    }
  }

  /// A map that this kind has and no other; what is pinned tells by it what kind it was.
  var ownMap: String? {
    switch self {
    case .gatewayLoadBalancer: "flows"
    case .networkAddressTranslation: "public_to_private"
    case .firewall: "envelopes"
    case .passThrough: "node_addresses"
    case .sourceCheck: "ports"
    case .incomplete: nil
    }
  }

  static let ownMaps: Set<String> = [
    "flows", "public_to_private", "envelopes", "node_addresses", "ports",
  ]

  /// Which program runs where.
  var attachments: Set<Attachment> {
    switch self {
    case .gatewayLoadBalancer(let state):
      Set(
        state.endpoints.map {
          Attachment("gwlb_endpoint", linkIndex: UInt32(bitPattern: $0.linkIndex), .ingress)
        }
          + state.nodes.map {
            Attachment("gwlb_node", linkIndex: UInt32(bitPattern: $0.linkIndex), .ingress)
          })
    case .networkAddressTranslation(let state):
      [
        Attachment("nat_in", linkIndex: UInt32(bitPattern: state.linkIndex), .ingress),
        Attachment("nat_out", linkIndex: UInt32(bitPattern: state.linkIndex), .egress),
      ]
    case .firewall(let state):
      [
        Attachment("fw_in", linkIndex: UInt32(bitPattern: state.linkIndex), .ingress),
        Attachment("fw_out", linkIndex: UInt32(bitPattern: state.linkIndex), .egress),
      ]
    case .passThrough(let state):
      [Attachment("pass_through", linkIndex: UInt32(bitPattern: state.linkIndex), .ingress)]
    // Filters, not TCX links: see `PortFilter`.
    case .sourceCheck, .incomplete: []
    }
  }
}
