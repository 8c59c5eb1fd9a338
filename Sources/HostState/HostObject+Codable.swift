import IPAddressing

extension HostObject: Encodable {
  private enum CodingKeys: String, CodingKey {
    case resource, value, action
    case prefixLengths = "prefix_lengths"
    case macAddress = "mac_address"
    case lockedMTU = "locked_mtu"
    case text
  }

  /// An object without its kind, which its `HostObjectID` says.
  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .link(let state): return try state.encode(to: encoder)
    case .dataPlane(let state): return try state.encode(to: encoder)
    case .process(let state): return try state.encode(to: encoder)
    default: break
    }
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .namespace(let resource): try container.encode(resource, forKey: .resource)
    case .sysctl(let value): try container.encode(value, forKey: .value)
    case .address(let lengths): try container.encode(lengths, forKey: .prefixLengths)
    case .neighbor(let macAddress): try container.encode(macAddress, forKey: .macAddress)
    case .route(let action, let lockedMTU):
      try container.encode(action, forKey: .action)
      try container.encodeIfPresent(lockedMTU, forKey: .lockedMTU)
    case .nftablesTable(let text): try container.encode(text, forKey: .text)
    case .foreignRoute, .foreign, .rule, .absentDefaultRule, .link, .dataPlane, .process: break
    }
  }

  /// The object of that kind that `encode(to:)` wrote.
  package init(from decoder: any Decoder, as kind: HostObjectID.Kind) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self =
      switch kind {
      case .namespace:
        .namespace(resource: try container.decode(String.self, forKey: .resource))
      case .sysctl: .sysctl(try container.decode(String.self, forKey: .value))
      case .link: .link(try LinkState(from: decoder))
      case .address:
        .address(prefixLengths: try container.decode([Int].self, forKey: .prefixLengths))
      case .neighbor: .neighbor(try container.decode(MACAddress.self, forKey: .macAddress))
      case .route:
        .route(
          try container.decode(RouteState.Action.self, forKey: .action),
          lockedMTU: try container.decodeIfPresent(Int.self, forKey: .lockedMTU))
      case .foreignRoute: .foreignRoute
      case .foreign: .foreign
      case .rule: .rule
      case .absentDefaultRule: .absentDefaultRule
      case .nftablesTable: .nftablesTable(try container.decode(String.self, forKey: .text))
      case .dataPlane: .dataPlane(try DataPlaneState(from: decoder))
      case .process: .process(try ProcessState(from: decoder))
      }
  }
}
