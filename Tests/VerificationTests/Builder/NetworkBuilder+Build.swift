import Diagnostics
import IPAddressing
import Topology

extension NetworkBuilder {
  struct Network {
    var topology: Topology
    var lines: Lines
  }

  /// Binds every name.
  func build() throws -> Network {
    var assembly = Assembly(self)
    try assembly.assemble()
    return Network(topology: assembly.topology, lines: assembly.lines)
  }

  struct Assembly {
    let specification: NetworkBuilder
    var lines = Lines()
    var topology: Topology
    var vpcs: [String: ID<VPC>] = [:]
    var subnets: [String: ID<Subnet>] = [:]
    var tables: [String: ID<RouteTable>] = [:]
    var endpoints: [String: ID<GWLBEndpoint>] = [:]
    var natGateways: [String: ID<NATGateway>] = [:]
    var instances: [String: ID<Instance>] = [:]
    var balancers: [String: ID<LoadBalancer>] = [:]
    var services: [String: ID<GatewayLoadBalancer>] = [:]
    var attachments: [String: ID<TransitGatewayAttachment>] = [:]
    var hubTables: [String: ID<TransitGatewayRouteTable>] = [:]
    var nextAddress: [ID<Subnet>: Int] = [:]

    init(_ specification: NetworkBuilder) {
      self.specification = specification
      topology = Topology(
        name: "test",
        internet: Internet(
          ipv4: Prefix("198.51.100.0/24") ?? .defaultIPv4,
          ipv6: Prefix("2001:db8:ffff:ffff::/64") ?? .defaultIPv6))
    }

    func find<Key, Value>(_ key: Key, in map: [Key: Value]) throws -> Value {
      guard let value = map[key] else { throw Failure(message: "nothing called \(key)") }
      return value
    }

    func prefix(_ text: String) throws -> Prefix {
      guard let prefix = Prefix(text) else { throw Failure(message: "\(text) is no CIDR") }
      return prefix
    }

    func address(_ text: String) throws -> IPAddress {
      guard let address = IPAddress(text) else { throw Failure(message: "\(text) is no address") }
      return address
    }

    mutating func take(_ subnet: ID<Subnet>, _ family: AddressFamily = .ipv4) throws -> IPAddress {
      let offset = nextAddress[subnet] ?? 4
      nextAddress[subnet] = offset + 1
      let prefix = family == .ipv4 ? topology[subnet].ipv4 : topology[subnet].ipv6
      guard let address = prefix?.first.advanced(by: offset) else {
        throw Failure(message: "no address left in \(topology[subnet].name)")
      }
      return address
    }

    mutating func assemble() throws {
      topology.zones = specification.zones.map { Zone(name: $0) }
      for (index, host) in specification.internetHosts.enumerated() {
        topology.internet.hosts.append(
          InternetHost(
            id: ID(index), name: host.name, ipv4: try address(host.address), ipv6: nil,
            process: nil, source: lines("internet/\(host.name)")))
      }
      for (index, list) in specification.prefixLists.enumerated() {
        topology.prefixLists.append(
          PrefixList(
            id: ID(index), name: list.name,
            entries: try list.entries.map {
              .init(prefix: try prefix($0), source: lines("prefix_list/\(list.name)"))
            }, source: lines("prefix_list/\(list.name)")))
      }
      for vpc in specification.vpcs { try declare(vpc) }
      try declareServices()
      for vpc in specification.vpcs { try fill(vpc) }
      try declareHub()
      for vpc in specification.vpcs { try route(vpc) }
      try declareIntents()
    }

    func zone(_ name: String) throws -> ID<Zone> {
      guard let index = specification.zones.firstIndex(of: name) else {
        throw Failure(message: "no zone \(name)")
      }
      return ID(index)
    }

    private mutating func declare(_ specification: VPCSpecification) throws {
      let id = ID<VPC>(topology.vpcs.count)
      vpcs[specification.name] = id
      let main = try declareTable("main", of: specification, id)
      var vpc = VPC(
        id: id, name: specification.name, mainRouteTable: main, source: lines(specification.name))
      let cidrs = try specification.cidrs.map { try prefix($0) }
      vpc.ipv4 = cidrs.filter { $0.family == .ipv4 }
      vpc.ipv6 = cidrs.filter { $0.family == .ipv6 }
      vpc.routeTables = [main]
      for table in specification.tables {
        vpc.routeTables.append(try declareTable(table.name, of: specification, id))
      }
      if specification.hasInternetGateway {
        vpc.internetGateway = .init(
          routeTable: try specification.internetGateway.map {
            try find("\(specification.name)/\($0)", in: tables)
          }, source: lines("\(specification.name)/internet_gateway"))
      }
      if specification.hasEgressOnly {
        vpc.egressOnlyInternetGateway = lines("\(specification.name)/egress_only_internet_gateway")
      }
      if !specification.onPremises.isEmpty {
        vpc.virtualPrivateGateway = .init(
          routeTable: try specification.edgeOfVirtualPrivateGateway.map {
            try find("\(specification.name)/\($0)", in: tables)
          }, onPremises: try specification.onPremises.map { try prefix($0) },
          source: lines("\(specification.name)/virtual_private_gateway"))
      }
      for item in specification.subnets {
        let subnet = ID<Subnet>(topology.subnets.count)
        let address = "\(specification.name)/subnet/\(item.name)"
        subnets["\(specification.name)/\(item.name)"] = subnet
        let cidrs = try item.cidrs.map { try prefix($0) }
        topology.subnets.append(
          Subnet(
            id: subnet, vpc: id, name: item.name, zone: try zone(item.zone),
            ipv4: cidrs.first { $0.family == .ipv4 }, ipv6: cidrs.first { $0.family == .ipv6 },
            routeTable: try item.table.map {
              try find("\(specification.name)/\($0)", in: tables)
            } ?? main, usesMainRouteTable: item.table == nil, hosts: item.hosts,
            source: lines(address), associationSource: lines(address)))
        vpc.subnets.append(subnet)
      }
      topology.vpcs.append(vpc)
    }

    private mutating func declareTable(
      _ name: String, of vpc: VPCSpecification, _ id: ID<VPC>
    ) throws -> ID<RouteTable> {
      let table = ID<RouteTable>(topology.routeTables.count)
      tables["\(vpc.name)/\(name)"] = table
      topology.routeTables.append(
        RouteTable(
          id: table, vpc: id, name: name,
          routes: try vpc.cidrs.map {
            Route(
              destination: try prefix($0), target: .local, origin: .local, source: lines(vpc.name))
          }, source: lines("\(vpc.name)/route_table/\(name)"), isImplicit: name == "main"))
      return table
    }
  }
}
