import IPAddressing

extension LinkState: Codable {
  private enum CodingKeys: String, CodingKey {
    case kind, index, mtu, master, station, alias, group, deviations
    case macAddress = "mac_address"
    case isUp = "up"
    case generatesLinkLocalAddress = "generates_link_local_address"
    case disabledOffloads = "disabled_offloads"
    case resolvesNeighbors = "resolves_neighbors"
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(index, forKey: .index)
    try container.encode(macAddress, forKey: .macAddress)
    try container.encode(mtu, forKey: .mtu)
    try container.encodeIfPresent(master, forKey: .master)
    try container.encodeIfPresent(station, forKey: .station)
    try container.encode(alias, forKey: .alias)
    try container.encode(group, forKey: .group)
    try container.encode(isUp, forKey: .isUp)
    try container.encode(generatesLinkLocalAddress, forKey: .generatesLinkLocalAddress)
    try container.encode(disabledOffloads, forKey: .disabledOffloads)
    if !resolvesNeighbors { try container.encode(false, forKey: .resolvesNeighbors) }
    if !deviations.isEmpty { try container.encode(deviations, forKey: .deviations) }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      kind: try container.decode(Kind.self, forKey: .kind),
      index: try container.decode(Int32.self, forKey: .index),
      macAddress: try container.decode(MACAddress.self, forKey: .macAddress),
      mtu: try container.decode(Int.self, forKey: .mtu),
      master: try container.decodeIfPresent(LinkName.self, forKey: .master),
      alias: try container.decode(String.self, forKey: .alias),
      group: try container.decode(UInt32.self, forKey: .group),
      isUp: try container.decode(Bool.self, forKey: .isUp),
      generatesLinkLocalAddress: try container.decode(
        Bool.self, forKey: .generatesLinkLocalAddress),
      disabledOffloads: try container.decode(DisabledOffloads.self, forKey: .disabledOffloads))
    station = try container.decodeIfPresent(MACAddress.self, forKey: .station)
    resolvesNeighbors =
      try container.decodeIfPresent(Bool.self, forKey: .resolvesNeighbors) ?? true
    deviations = try container.decodeIfPresent([Deviation].self, forKey: .deviations) ?? []
  }
}
