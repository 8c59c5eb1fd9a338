import IPAddressing

extension HostObjectID: Codable {
  private enum CodingKeys: String, CodingKey {
    case kind, namespace, name, link, address, table, destination, metric, route, rule, item
  }

  private enum KindName: String, Codable {
    case namespace, sysctl, link, address, neighbor, route, rule
    case foreignRoute = "foreign_route"
    case foreign
    case absentDefaultRule = "absent_default_rule"
    case nftablesTable = "nftables_table"
    case dataPlane = "data_plane"
    case process
  }

  /// `{"kind": WORD, "namespace": NAME, …}` with what identifies an object of that kind.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(namespace, forKey: .namespace)
    func name(_ kind: KindName, _ name: String? = nil) throws {
      try container.encode(kind, forKey: .kind)
      try container.encodeIfPresent(name, forKey: .name)
    }
    func onLink(_ kind: KindName, _ link: LinkName, _ address: IPAddress) throws {
      try container.encode(kind, forKey: .kind)
      try container.encode(link, forKey: .link)
      try container.encode(address, forKey: .address)
    }
    switch kind {
    case .namespace: try name(.namespace)
    case .sysctl(let path): try name(.sysctl, path)
    case .link(let link): try name(.link, link.rawValue)
    case .address(let link, let address): try onLink(.address, link, address)
    case .neighbor(let link, let address): try onLink(.neighbor, link, address)
    case .route(let table, let destination, let metric):
      try name(.route)
      try container.encode(table, forKey: .table)
      try container.encode(destination, forKey: .destination)
      try container.encode(metric, forKey: .metric)
    case .foreignRoute(let route):
      try name(.foreignRoute)
      try container.encode(route, forKey: .route)
    case .foreign(let item):
      try name(.foreign)
      try container.encode(item, forKey: .item)
    case .rule(let rule):
      try name(.rule)
      try container.encode(rule, forKey: .rule)
    case .absentDefaultRule(let rule):
      try name(.absentDefaultRule)
      try container.encode(rule, forKey: .rule)
    case .nftablesTable(let table): try name(.nftablesTable, table)
    case .dataPlane: try name(.dataPlane)
    case .process(let process): try name(.process, process)
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func name() throws -> String { try container.decode(String.self, forKey: .name) }
    func link() throws -> LinkName { try container.decode(LinkName.self, forKey: .link) }
    func address() throws -> IPAddress { try container.decode(IPAddress.self, forKey: .address) }
    let kind: Kind =
      switch try container.decode(KindName.self, forKey: .kind) {
      case .namespace: .namespace
      case .sysctl: .sysctl(try name())
      case .link: .link(LinkName(rawValue: try name()))
      case .address: .address(try link(), try address())
      case .neighbor: .neighbor(try link(), try address())
      case .route:
        .route(
          table: try container.decode(UInt32.self, forKey: .table),
          destination: try container.decode(Prefix.self, forKey: .destination),
          metric: try container.decode(UInt32.self, forKey: .metric))
      case .foreignRoute:
        .foreignRoute(try container.decode(RouteState.self, forKey: .route))
      case .foreign: .foreign(try container.decode(ForeignItem.self, forKey: .item))
      case .rule: .rule(try container.decode(RuleState.self, forKey: .rule))
      case .absentDefaultRule:
        .absentDefaultRule(try container.decode(DefaultRule.self, forKey: .rule))
      case .nftablesTable: .nftablesTable(try name())
      case .dataPlane: .dataPlane
      case .process: .process(try name())
      }
    self.init(try container.decode(NamespaceName.self, forKey: .namespace), kind)
  }
}
