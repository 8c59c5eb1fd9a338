import IPAddressing
import Topology

/// Routes: destinations that exist, targets that the table's VPC has.
extension RandomTopology {
  mutating func fillTables(of index: Int) {
    let vpc = topology.vpcs[index + 1]
    let edges = [vpc.internetGateway?.routeTable, vpc.virtualPrivateGateway?.routeTable]
    for table in vpc.routeTables {
      if edges.contains(table) {
        for _ in 0..<(1 + random.number(below: 3)) { addInner(table.index, vpc) }
        continue
      }
      for family in withIPv6 ? [AddressFamily.ipv4, .ipv6] : [.ipv4] {
        if random.chance(0.75) {
          add(table.index, family == .ipv4 ? .defaultIPv4 : .defaultIPv6, outward(vpc, family))
        }
        for _ in 0..<random.number(below: 3) {
          add(table.index, destination(family), outward(vpc, family))
        }
      }
      for _ in 0..<random.number(below: 3) { addInner(table.index, vpc) }
    }
  }

  /// A route to a subnet, or in place of the local one.
  private mutating func addInner(_ table: Int, _ vpc: VPC) {
    let subnets = vpc.subnets.flatMap { topology.subnets[$0.index].cidrs }
    guard let destination = random.element(of: random.chance(0.8) ? subnets : vpc.cidrs),
      let target = inward(vpc)
    else { return }
    add(table, destination, target)
  }

  private mutating func add(_ table: Int, _ destination: Prefix, _ target: RouteTarget?) {
    guard let target else { return }
    let origin: RouteOrigin =
      random.chance(0.9) ? .static : .prefixList(ID(random.number(below: 2)), entry: 0)
    let routes = topology.routeTables[table].routes
    if routes.contains(where: { $0.destination == destination && $0.origin == origin }) { return }
    topology.routeTables[table].routes.removeAll {
      $0.destination == destination && $0.origin == .local
    }
    topology.routeTables[table].routes.append(
      Route(destination: destination, target: target, origin: origin, source: source()))
  }

  private mutating func inward(_ vpc: VPC) -> RouteTarget? {
    var targets = topology.gwlbEndpoints.filter { $0.vpc == vpc.id }
      .flatMap { [RouteTarget.gwlbEndpoint($0.id), .gwlbEndpoint($0.id)] }
    targets += topology.instances.filter { $0.vpc == vpc.id }.map { .instance($0.id) }
    targets += topology.natGateways.filter { $0.vpc == vpc.id && random.chance(0.2) }
      .map { .natGateway($0.id) }
    if random.chance(0.1) { targets.append(.local) }
    return random.element(of: targets)
  }

  private mutating func outward(_ vpc: VPC, _ family: AddressFamily) -> RouteTarget? {
    var targets: [RouteTarget] = []
    targets += topology.gwlbEndpoints.filter { $0.vpc == vpc.id }.map { .gwlbEndpoint($0.id) }
    targets += topology.instances.filter { $0.vpc == vpc.id && random.chance(0.4) }
      .map { .instance($0.id) }
    if random.chance(family == .ipv4 ? 0.7 : 0.05) {
      targets += topology.natGateways.filter { $0.vpc == vpc.id }.map { .natGateway($0.id) }
    }
    if vpc.internetGateway != nil { targets += [.internetGateway, .internetGateway] }
    if vpc.egressOnlyInternetGateway != nil, family == .ipv6 {
      targets.append(.egressOnlyInternetGateway)
    }
    if vpc.virtualPrivateGateway != nil { targets.append(.virtualPrivateGateway) }
    for hub in topology.transitGateways {
      targets += [RouteTarget](repeating: .transitGateway(hub.id), count: 3)
    }
    targets += topology.peerings.filter { $0.vpcs.0 == vpc.id || $0.vpcs.1 == vpc.id }
      .map { .peering($0.id) }
    if random.chance(0.15) { targets.append(.blackhole) }
    return random.element(of: targets)
  }

  private mutating func destination(_ family: AddressFamily) -> Prefix {
    var candidates: [Prefix] = topology.vpcs.flatMap(\.cidrs) + topology.vpcs.flatMap(\.cidrs)
    candidates += topology.subnets.flatMap(\.cidrs)
    // Answers to whom a NAT gateway has translated go to it.
    candidates += topology.natGateways.map { Prefix(host: $0.privateAddress) }
    candidates += topology.subnets.compactMap { subnet in
      (family == .ipv4 ? subnet.ipv4 : subnet.ipv6)?.first
        .advanced(by: random.number(below: 30)).map { Prefix(host: $0) }
    }
    candidates += [
      "10.0.0.0/8", "10.0.0.0/8", "192.168.0.0/16", "192.168.3.0/24", "0.0.0.0/1", "8.8.8.0/24",
      "198.51.100.0/28", "169.254.168.0/24", "172.16.0.0/12", "2001:db8::/32", "2600::/16",
      "2001:db8::/32", "fd00:ec2::/40", "8000::/1",
    ].map { Self.prefix($0) }
    return random.element(of: candidates.filter { $0.family == family }) ?? .defaultIPv4
  }

  mutating func fillHubTables() {
    for table in topology.transitGatewayRouteTables.indices {
      let hub = topology.transitGatewayRouteTables[table].transitGateway
      let attachments = topology.transitGatewayAttachments.filter { $0.transitGateway == hub }
      for attachment in attachments where attachment.propagateTo.contains(ID(table)) {
        for cidr in topology.vpcs[attachment.vpc.index].cidrs {
          topology.transitGatewayRouteTables[table].routes.append(
            .init(
              destination: cidr, target: .attachment(attachment.id), origin: .propagated,
              source: source()))
        }
      }
      for family in withIPv6 ? [AddressFamily.ipv4, .ipv6] : [.ipv4] {
        if random.chance(0.6), let attachment = random.element(of: attachments) {
          addHubRoute(
            table, family == .ipv4 ? .defaultIPv4 : .defaultIPv6, .attachment(attachment.id))
        }
        // A hub for the way to the internet alone.
        if family == .ipv4, random.chance(0.2) {
          addHubRoute(table, Self.prefix("10.0.0.0/8"), .blackhole)
        }
        for _ in 0..<random.number(below: 3) {
          guard let attachment = random.element(of: attachments) else { continue }
          addHubRoute(
            table, destination(family),
            random.chance(0.2) ? .blackhole : .attachment(attachment.id))
        }
      }
    }
  }

  private mutating func addHubRoute(
    _ table: Int, _ destination: Prefix, _ target: TransitGatewayRouteTable.Target
  ) {
    let routes = topology.transitGatewayRouteTables[table].routes
    if routes.contains(where: { $0.destination == destination && $0.origin == .static }) { return }
    topology.transitGatewayRouteTables[table].routes.append(
      .init(destination: destination, target: target, origin: .static, source: source()))
  }
}
