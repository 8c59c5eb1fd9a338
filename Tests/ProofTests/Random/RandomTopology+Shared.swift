import IPAddressing
import Topology

/// Ranges that several VPCs have beside their own.
extension RandomTopology {
  mutating func shareAddresses() {
    guard topology.vpcs.count > 2, random.chance(0.1) else { return }
    var cidrs = ["10.250.0.0/16"]
    if withIPv6, random.chance(0.4) { cidrs.append("2001:db8:250::/56") }
    let shared = cidrs.map(Self.prefix)
    let isAlike = random.chance(0.7)
    for vpc in 1..<topology.vpcs.count where random.chance(0.8) {
      share(shared, with: vpc, part: isAlike ? 0 : random.number(below: 3))
    }
    // The hub knows one of them, or where the answers of one table go.
    for table in topology.transitGatewayRouteTables.indices where random.chance(0.6) {
      let hub = topology.transitGatewayRouteTables[table].transitGateway
      let attachments = topology.transitGatewayAttachments.filter { $0.transitGateway == hub }
      guard let attachment = random.element(of: attachments) else { continue }
      for cidr in shared {
        topology.transitGatewayRouteTables[table].routes.append(
          .init(
            destination: cidr, target: .attachment(attachment.id), origin: .static,
            source: source()))
      }
    }
  }

  /// Gives a VPC the ranges, and one subnet of them with hosts and the routes of another.
  private mutating func share(_ cidrs: [Prefix], with vpc: Int, part: Int) {
    let template = random.element(of: topology.vpcs[vpc].subnets)
    for cidr in cidrs {
      if cidr.family == .ipv4 {
        topology.vpcs[vpc].ipv4.append(cidr)
      } else {
        topology.vpcs[vpc].ipv6.append(cidr)
      }
      for table in topology.vpcs[vpc].routeTables {
        topology.routeTables[table.index].routes.append(
          Route(destination: cidr, target: .local, origin: .local, source: source()))
      }
    }
    let subnet = addSubnet(
      vpc, "shared", "10.250.\(part).0/24", cidrs.count > 1 ? "2001:db8:250:\(part)::/64" : nil,
      zone: random.number(below: zones), hosts: true)
    if let template, random.chance(0.8) {
      topology.subnets[subnet].routeTable = topology[template].routeTable
    }
  }
}
