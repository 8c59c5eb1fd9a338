import Diagnostics
import IPAddressing

extension Resolver {
  /// AWS's default quotas: adjustable, so worth a warning each.
  func quotaWarnings() -> [Diagnostic] {
    var warnings: [Diagnostic] = []
    func warn(
      _ count: Int, _ quota: Int, _ things: @autoclosure () -> String,
      _ owner: @autoclosure () -> String, at range: SourceRange
    ) {
      guard count > quota else { return }
      warnings.append(
        Diagnostic(
          .warning, .quotaExceeded,
          "\(owner()) has \(count) \(things()): AWS's default quota is \(quota)", at: range,
          help: "ask AWS for more before this is built there"))
    }
    for vpc in topology.vpcs {
      warn(vpc.subnets.count, 200, "subnets", "the VPC `\(vpc.name)`", at: vpc.source)
      warn(vpc.routeTables.count, 200, "route tables", "the VPC `\(vpc.name)`", at: vpc.source)
      warn(vpc.ipv4.count, 5, "IPv4 CIDRs", "the VPC `\(vpc.name)`", at: vpc.source)
      warn(vpc.ipv6.count, 5, "IPv6 CIDRs", "the VPC `\(vpc.name)`", at: vpc.source)
    }
    let endpoints: [ID<VPC>: Int] = topology.gwlbEndpoints.reduce(into: [:]) {
      $0[$1.vpc, default: 0] += 1
    }
    let gateways: [Pair: Int] = topology.natGateways.reduce(into: [:]) {
      $0[Pair($1.vpc, topology[$1.subnet].zone), default: 0] += 1
    }
    for vpc in topology.vpcs {
      warn(
        endpoints[vpc.id] ?? 0, 50, "GWLB endpoints", "the VPC `\(vpc.name)`", at: vpc.source)
      if gateways.isEmpty { continue }
      for (index, zone) in topology.zones.enumerated() {
        warn(
          gateways[Pair(vpc.id, ID(index))] ?? 0, 5, "NAT gateways",
          "zone `\(zone.name)` of the VPC `\(vpc.name)`", at: vpc.source)
      }
    }
    for table in topology.routeTables where table.routes.count > 500 {
      for family in AddressFamily.allCases {
        let count = table.routes.count { $0.destination.family == family && $0.origin != .local }
        warn(
          count, 500, "\(family == .ipv4 ? "IPv4" : "IPv6") routes",
          "the route table `\(topology.address(table.id))`", at: table.source)
      }
    }
    for list in topology.prefixLists {
      warn(
        list.entries.count, 1000, "entries", "the prefix list `\(list.name)`", at: list.source)
    }
    for gateway in topology.transitGateways {
      let name = "the transit gateway `\(gateway.name)`"
      warn(gateway.routeTables.count, 20, "route tables", name, at: gateway.source)
      warn(gateway.attachments.count, 5000, "attachments", name, at: gateway.source)
      let routes = gateway.routeTables.reduce(0) { total, table in
        total + topology[table].routes.count { $0.origin != .propagated }
      }
      warn(routes, 10_000, "static routes", name, at: gateway.source)
    }
    return warnings
  }

  private struct Pair: Hashable {
    let vpc: ID<VPC>
    let zone: ID<Zone>

    init(_ vpc: ID<VPC>, _ zone: ID<Zone>) {
      self.vpc = vpc
      self.zone = zone
    }
  }
}
