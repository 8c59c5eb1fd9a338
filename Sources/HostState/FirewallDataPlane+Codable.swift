import IPAddressing

extension FirewallDataPlane: Codable {
  private enum CodingKeys: String, CodingKey {
    case link, address
    case linkIndex = "link_index"
    case endpointSlots = "endpoint_slots"
    case healthPort = "health_port"
  }

  private struct EndpointSlot: Codable {
    var endpoint: UInt64
    var slot: Int
  }

  /// The slots are a list in the order of the endpoints' ids.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(link, forKey: .link)
    try container.encode(linkIndex, forKey: .linkIndex)
    try container.encode(address, forKey: .address)
    try container.encode(
      endpointSlots.sorted { $0.key < $1.key }
        .map { EndpointSlot(endpoint: $0.key, slot: $0.value) },
      forKey: .endpointSlots)
    try container.encode(healthPort, forKey: .healthPort)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let slots = try container.decode([EndpointSlot].self, forKey: .endpointSlots)
    self.init(
      link: try container.decode(LinkName.self, forKey: .link),
      linkIndex: try container.decode(Int32.self, forKey: .linkIndex),
      address: try container.decode(IPAddress.self, forKey: .address),
      endpointSlots: Dictionary(
        slots.map { ($0.endpoint, $0.slot) }, uniquingKeysWith: { _, last in last }),
      healthPort: try container.decode(Int.self, forKey: .healthPort))
  }
}
