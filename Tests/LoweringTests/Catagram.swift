import Diagnostics
import IPAddressing
import Topology

/// The resolved form of `examples/catagram`, written by hand: two zones, an application load
/// balancer behind firewalls.
enum Catagram {
  static let ruleText = """
    table inet firewall {
      chain forward {
        type filter hook forward priority filter; policy drop;
        ct state established,related accept
        tcp dport 80 ct state new accept
      }
    }
    """

  static let rules = FirewallRules(
    file: SourceFile(path: "firewall.nft", bytes: Array(ruleText.utf8)), source: line(56),
    tables: ["inet firewall": ruleText + "\n"])

  static func line(_ number: Int) -> SourceRange {
    SourceRange(
      file: "topology.yaml", start: SourcePosition(line: number, column: 1),
      end: SourcePosition(line: number, column: 2))
  }

  static func prefix(_ text: String) -> Prefix {
    guard let prefix = Prefix(text) else { preconditionFailure("\(text) is no CIDR") }
    return prefix
  }

  static func address(_ text: String) -> IPAddress {
    guard let address = IPAddress(text) else { preconditionFailure("\(text) is no address") }
    return address
  }

  static func topology() -> Topology {
    var topology = Topology(
      name: "catagram",
      internet: Internet(
        ipv4: prefix("198.51.100.0/24"), ipv6: prefix("2001:db8:ffff:ffff::/64")))
    topology.zones = [Zone(name: "a"), Zone(name: "b")]
    topology.internet.hosts = [
      InternetHost(
        id: ID(0), name: "client", ipv4: address("198.51.100.10"), ipv6: nil, process: nil,
        source: line(8))
    ]
    addVPCs(to: &topology)
    addSubnets(to: &topology)
    addRouteTables(to: &topology)
    addAppliances(to: &topology)
    addWorkloads(to: &topology)
    return topology
  }

  private static func addVPCs(to topology: inout Topology) {
    var app = VPC(id: ID(0), name: "app", mainRouteTable: ID(0), source: line(11))
    app.ipv4 = [prefix("10.0.0.0/16")]
    app.internetGateway = VPC.InternetGateway(routeTable: ID(1), source: line(13))
    var security = VPC(id: ID(1), name: "security", mainRouteTable: ID(6), source: line(42))
    security.ipv4 = [prefix("10.100.0.0/16")]
    topology.vpcs = [app, security]
  }

  private static func addSubnets(to topology: inout Topology) {
    let rows: [(Int, String, Int, String, Int, Bool)] = [
      (0, "alb-a", 0, "10.0.1.0/24", 2, false), (0, "alb-b", 1, "10.0.2.0/24", 3, false),
      (0, "gwlbe-a", 0, "10.0.11.0/28", 4, false), (0, "gwlbe-b", 1, "10.0.12.0/28", 4, false),
      (0, "app-a", 0, "10.0.21.0/24", 0, true), (0, "app-b", 1, "10.0.22.0/24", 0, true),
      (1, "inspect-a", 0, "10.100.1.0/24", 6, false),
      (1, "inspect-b", 1, "10.100.2.0/24", 6, false),
    ]
    for (index, row) in rows.enumerated() {
      topology.subnets.append(
        Subnet(
          id: ID(index), vpc: ID(row.0), name: row.1, zone: ID(row.2), ipv4: prefix(row.3),
          ipv6: nil, routeTable: ID(row.4), usesMainRouteTable: row.4 == 0 || row.4 == 6,
          hosts: row.5, source: line(15 + index), associationSource: line(15 + index)))
      topology.vpcs[row.0].subnets.append(ID(index))
    }
  }

  private static func addRouteTables(to topology: inout Topology) {
    let everywhere = Prefix.defaultIPv4
    let tables: [(Int, String, [(Prefix, RouteTarget)])] = [
      (0, "main", []),
      (
        0, "ingress",
        [
          (prefix("10.0.1.0/24"), .gwlbEndpoint(ID(0))),
          (prefix("10.0.2.0/24"), .gwlbEndpoint(ID(1))),
        ]
      ),
      (0, "alb-a", [(everywhere, .gwlbEndpoint(ID(0)))]),
      (0, "alb-b", [(everywhere, .gwlbEndpoint(ID(1)))]),
      (0, "endpoints", [(everywhere, .internetGateway)]),
      (0, "unused", []),
      (1, "main", []),
    ]
    for (index, table) in tables.enumerated() {
      let vpc = topology.vpcs[table.0]
      let local = Route(
        destination: vpc.ipv4[0], target: .local, origin: .local, source: vpc.source)
      let routes = table.2.map {
        Route(destination: $0.0, target: $0.1, origin: .static, source: line(20 + index))
      }
      topology.routeTables.append(
        RouteTable(
          id: ID(index), vpc: vpc.id, name: table.1, routes: [local] + routes,
          source: line(20 + index)))
      topology.vpcs[table.0].routeTables.append(ID(index))
    }
  }

  private static func addAppliances(to topology: inout Topology) {
    let check = HealthCheck(
      protocol: .tcp, port: 80, path: "/", interval: 10, timeout: 5, healthyThreshold: 5,
      unhealthyThreshold: 2)
    topology.applianceGroups = [
      ApplianceGroup(
        id: ID(0), vpc: ID(1), name: "firewalls", subnets: [ID(6), ID(7)],
        size: .init(min: 2, desired: 2, max: 6),
        members: [
          .init(index: 0, subnet: ID(6), address: address("10.100.1.5")),
          .init(index: 1, subnet: ID(7), address: address("10.100.2.5")),
        ], appliance: .firewall(rules: rules), stickiness: .fiveTuple,
        stickinessSource: nil, targetFailover: .noRebalance, deregistrationDelay: 300,
        healthCheck: check, scaling: nil, source: line(55))
    ]
    topology.gatewayLoadBalancers = [
      GatewayLoadBalancer(
        id: ID(0), vpc: ID(1), name: "inspection",
        nodes: [
          .init(subnet: ID(6), zone: ID(0), address: address("10.100.1.4")),
          .init(subnet: ID(7), zone: ID(1), address: address("10.100.2.4")),
        ], crossZone: false, applianceGroup: ID(0), tcpIdleTimeout: 350,
        tcpIdleTimeoutSource: nil, source: line(48))
    ]
    topology.gwlbEndpoints = [
      GWLBEndpoint(
        id: ID(0), vpc: ID(0), name: "inspect-a", subnet: ID(2), service: ID(0),
        ipv4: address("10.0.11.4"), source: line(25)),
      GWLBEndpoint(
        id: ID(1), vpc: ID(0), name: "inspect-b", subnet: ID(3), service: ID(0),
        ipv4: address("10.0.12.4"), source: line(25)),
    ]
  }

  private static func addWorkloads(to topology: inout Topology) {
    let check = HealthCheck(
      protocol: .http, port: 8080, path: "/", interval: 30, timeout: 5, healthyThreshold: 5,
      unhealthyThreshold: 2)
    let serve = ["python3", "-m", "http.server", "8080"]
    for (index, zone) in ["a", "b"].enumerated() {
      topology.instances.append(
        Instance(
          id: ID(index), vpc: ID(0), name: "web-\(zone)", subnet: ID(4 + index),
          ipv4: address("10.0.2\(index + 1).4"), ipv6: nil, publicAddress: nil,
          publicAddressSource: nil, sourceDestinationCheck: true, workload: .process(serve),
          source: line(38)))
    }
    topology.targetGroups = [
      TargetGroup(
        id: ID(0), vpc: ID(0), name: "web", protocol: .http, port: 8080,
        targets: [ID(0), ID(1)], algorithm: .leastOutstandingRequests, healthCheck: check,
        source: line(32))
    ]
    topology.loadBalancers = [
      LoadBalancer(
        id: ID(0), vpc: ID(0), name: "web",
        nodes: [
          .init(
            subnet: ID(0), address: address("10.0.1.4"),
            publicAddress: address("203.0.113.10"), publicAddressSource: line(29)),
          .init(
            subnet: ID(1), address: address("10.0.2.4"),
            publicAddress: address("203.0.113.11"), publicAddressSource: line(29)),
        ],
        listeners: [.init(port: 80, protocol: .http, targetGroup: ID(0), source: line(30))],
        source: line(27))
    ]
  }
}
