import IPAddressing

extension NetworkAddressTranslationDataPlane: Codable {
  private enum CodingKeys: String, CodingKey {
    case link
    case linkIndex = "link_index"
    case publicToPrivate = "public_to_private"
    case vpcCIDRs = "vpc_cidrs"
  }

  private struct Mapping: Codable {
    var `public`: IPAddress
    var `private`: IPAddress
  }

  /// The mappings are a list in the order of the public addresses; the CIDRs are sorted.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(link, forKey: .link)
    try container.encode(linkIndex, forKey: .linkIndex)
    try container.encode(
      publicToPrivate.sorted { $0.key < $1.key }
        .map { Mapping(public: $0.key, private: $0.value) },
      forKey: .publicToPrivate)
    try container.encode(vpcCIDRs.sorted(), forKey: .vpcCIDRs)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let mappings = try container.decode([Mapping].self, forKey: .publicToPrivate)
    self.init(
      link: try container.decode(LinkName.self, forKey: .link),
      linkIndex: try container.decode(Int32.self, forKey: .linkIndex),
      publicToPrivate: Dictionary(
        mappings.map { ($0.public, $0.private) }, uniquingKeysWith: { _, last in last }),
      // What was written before gateways knew them has none.
      vpcCIDRs: try container.decodeIfPresent(Set<Prefix>.self, forKey: .vpcCIDRs) ?? [])
  }
}
