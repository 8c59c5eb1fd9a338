extension DataPlaneState: Codable {
  private enum CodingKeys: String, CodingKey {
    case gatewayLoadBalancer = "gateway_load_balancer"
    case networkAddressTranslation = "network_address_translation"
    case firewall
    case passThrough = "pass_through"
    case sourceCheck = "source_check"
    case incomplete
  }

  /// One key that says the kind, and the programs' state under it.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .gatewayLoadBalancer(let state):
      try container.encode(state, forKey: .gatewayLoadBalancer)
    case .networkAddressTranslation(let state):
      try container.encode(state, forKey: .networkAddressTranslation)
    case .firewall(let state): try container.encode(state, forKey: .firewall)
    case .passThrough(let state): try container.encode(state, forKey: .passThrough)
    case .sourceCheck(let state): try container.encode(state, forKey: .sourceCheck)
    case .incomplete: try container.encode(true, forKey: .incomplete)
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch container.allKeys.first {
    case .gatewayLoadBalancer?:
      self = .gatewayLoadBalancer(
        try container.decode(GatewayLoadBalancerDataPlane.self, forKey: .gatewayLoadBalancer))
    case .networkAddressTranslation?:
      self = .networkAddressTranslation(
        try container.decode(
          NetworkAddressTranslationDataPlane.self, forKey: .networkAddressTranslation))
    case .firewall?:
      self = .firewall(try container.decode(FirewallDataPlane.self, forKey: .firewall))
    case .passThrough?:
      self = .passThrough(try container.decode(PassThroughDataPlane.self, forKey: .passThrough))
    case .sourceCheck?:
      self = .sourceCheck(try container.decode(SourceCheckDataPlane.self, forKey: .sourceCheck))
    case .incomplete?: self = .incomplete
    case nil:
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "no known kind of data plane"))
    }
  }
}

extension DataPlaneState {
  /// The links that programs are attached to.
  package var links: Set<LinkName> {
    switch self {
    case .gatewayLoadBalancer(let state):
      Set(state.endpoints.map(\.link)).union(state.nodes.map(\.link))
    case .networkAddressTranslation(let state): [state.link]
    case .firewall(let state): [state.link]
    case .passThrough(let state): [state.link]
    case .sourceCheck(let state): Set(state.ports.map(\.link))
    case .incomplete: []
    }
  }
}
