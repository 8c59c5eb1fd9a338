import IPAddressing

extension NamespaceState: Codable {
  private enum CodingKeys: String, CodingKey {
    case resource, sysctls, links, addresses, neighbors, routes, rules, nftables, processes, foreign
    case absentDefaultRules = "absent_default_rules"
    case dataPlane = "data_plane"
  }

  /// Sets are lists in their natural order, so that equal values have equal encodings.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(resource, forKey: .resource)
    try container.encode(sysctls, forKey: .sysctls)
    try container.encode(links, forKey: .links)
    try container.encode(
      addresses.sorted {
        ($0.link, $0.address, $0.prefixLength) < ($1.link, $1.address, $1.prefixLength)
      }, forKey: .addresses)
    try container.encode(
      neighbors.sorted {
        ($0.link, $0.address, $0.macAddress.bits) < ($1.link, $1.address, $1.macAddress.bits)
      }, forKey: .neighbors)
    try container.encode(routes.sorted(), forKey: .routes)
    try container.encode(rules.sorted(), forKey: .rules)
    try container.encode(absentDefaultRules.sorted(), forKey: .absentDefaultRules)
    try container.encode(nftables, forKey: .nftables)
    try container.encodeIfPresent(dataPlane, forKey: .dataPlane)
    try container.encode(processes, forKey: .processes)
    if !foreign.isEmpty { try container.encode(foreign.sorted(), forKey: .foreign) }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      resource: try container.decode(String.self, forKey: .resource),
      sysctls: try container.decode([String: String].self, forKey: .sysctls),
      links: try container.decode([LinkName: LinkState].self, forKey: .links),
      addresses: try container.decode(Set<AddressState>.self, forKey: .addresses),
      neighbors: try container.decode(Set<NeighborState>.self, forKey: .neighbors),
      routes: try container.decode(Set<RouteState>.self, forKey: .routes),
      rules: try container.decode(Set<RuleState>.self, forKey: .rules),
      absentDefaultRules: try container.decode(
        Set<DefaultRule>.self, forKey: .absentDefaultRules),
      nftables: try container.decode([String: String].self, forKey: .nftables),
      dataPlane: try container.decodeIfPresent(DataPlaneState.self, forKey: .dataPlane),
      processes: try container.decode([String: ProcessState].self, forKey: .processes))
    foreign = try container.decodeIfPresent(Set<ForeignItem>.self, forKey: .foreign) ?? []
  }
}
