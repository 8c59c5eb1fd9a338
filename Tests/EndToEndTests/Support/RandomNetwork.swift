import TestSupport

/// A small network from a seed that can mostly be applied.
///
/// One VPC or two that peer, with endpoints, NAT gateways, routing instances, public addresses, IPv6 and
/// edge tables here and there. Its routes are mostly legal and otherwise what chance makes them:
/// endpoints in one direction, loops, dead ends.
struct RandomNetwork {
  static let name = "walked"
  /// What every end of a flow is called, and nothing else.
  static let hosts = "*/host-*"

  /// By resource address, in every VPC and outside.
  private(set) var hosts = ["internet/host-outside"]
  /// Those of them that route for others.
  private(set) var routers: [String] = []
  private(set) var natGateways: [String] = []
  private(set) var text = ""

  private var random: SplitMix64
  private let hasIPv6: Bool
  private let isPeered: Bool
  private var publicAddresses = 10

  private struct VPC {
    let name: String
    let number: Int
    var hasGateway = false
    /// With the members of a flow mapping each.
    var subnets: [(name: String, members: [String])] = []
    var endpoints: [String] = []
    var gateways: [String] = []
    var instances: [String] = []
    /// What the VPC's own traffic can be routed to.
    var inner: [String] = []
    var outer: [String] = []

    var range: String { "10.\(number).0.0/16" }
    var ipv6Range: String { "2001:db8:\(number + 1)::/48" }
  }

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    hasIPv6 = random.next() % 10 < 6
    isPeered = random.next() % 10 < 6
    var vpcs = (isPeered ? ["app", "mate"] : ["app"]).enumerated()
      .map { VPC(name: $1, number: $0) }
    for index in vpcs.indices { fill(&vpcs[index]) }
    let outside = hasIPv6 ? ", ipv6_address: \"2001:db8:ffff:ffff::10\"" : ""
    text = """
      bumpwire: 1
      name: \(Self.name)
      zones: [a, b]
      internet: { hosts: { host-outside: { address: 198.51.100.10\(outside) } } }
      \(isPeered ? "peerings: { link: { between: [app, mate] } }" : "")
      vpcs:
      \(vpcs.map { written($0) }.joined(separator: "\n"))
        security:
          cidr: 10.100.0.0/16
          subnets: { inspect: { zones: { a: 10.100.1.0/24, b: 10.100.2.0/24 } } }
          gateway_load_balancers:
            inspection: { subnets: [inspect], cross_zone: true, appliance_group: group }
          appliance_groups:
            group: { subnets: [inspect], size: 2, appliance: pass_through }

      """
  }

  // What stands in a VPC.

  private mutating func fill(_ vpc: inout VPC) {
    let isFirst = vpc.number == 0
    vpc.hasGateway = chance(isFirst ? 0.9 : 0.4)
    let count = number(2...3)
    for index in 0..<count { addSubnet("work-\(index)", index + 1, to: &vpc) }
    for index in 0..<number(isFirst ? 0...2 : 0...1) {
      addSubnet("ends-\(index)", 11 + index, to: &vpc)
      vpc.endpoints.append(
        "inspect-\(index): { subnet: ends-\(index), service: security/inspection }")
      vpc.inner.append("gwlb_endpoint/inspect-\(index)")
    }
    if vpc.hasGateway, chance(0.5) {
      addSubnet("nat", 31, to: &vpc)
      for (index, subnet) in ["nat", "work-0"].prefix(number(1...2)).enumerated() {
        vpc.gateways.append(
          "out-\(index): { subnet: \(subnet), public_address: \(publicAddress()) }")
        vpc.outer.append("nat_gateway/out-\(index)")
        natGateways.append("\(vpc.name)/nat_gateway/out-\(index)")
      }
    }
    for index in 0..<count {
      for _ in 0..<number(1...2) { addInstance(in: "work-\(index)", to: &vpc) }
    }
    if vpc.hasGateway { vpc.outer += ["internet_gateway", "internet_gateway"] }
    if isPeered { vpc.outer += ["peering/link", "peering/link"] }
  }

  private mutating func addSubnet(_ name: String, _ third: Int, to vpc: inout VPC) {
    var members = ["zone: \(element(["a", "b"]))", "cidr: 10.\(vpc.number).\(third).0/24"]
    if hasIPv6, chance(0.9) {
      members.append("ipv6_cidr: \"2001:db8:\(vpc.number + 1):\(third)::/64\"")
    }
    vpc.subnets.append((name, members))
  }

  private mutating func addInstance(in subnet: String, to vpc: inout VPC) {
    let name = "host-\(vpc.instances.count)"
    var members = ["subnet: \(subnet)"]
    if vpc.hasGateway, chance(0.5) { members.append("public_address: \(publicAddress())") }
    let isRouter = chance(0.25)
    if isRouter {
      members.append("source_dest_check: false")
      routers.append("\(vpc.name)/instance/\(name)")
    }
    // One that is not allowed to route is a target now and then all the same.
    if isRouter || chance(0.05) { vpc.inner.append("instance/\(name)") }
    vpc.instances.append("\(name): { \(members.joined(separator: ", ")) }")
    hosts.append("\(vpc.name)/instance/\(name)")
  }

  // Its routes.

  private mutating func written(_ vpc: VPC) -> String {
    var tables: [String] = []
    let subnets = vpc.subnets.map { name, members in
      let routes = chance(0.1) ? [] : routes(of: name, in: vpc)
      guard !routes.isEmpty else { return "\(name): { \(members.joined(separator: ", ")) }" }
      tables.append("\(name): { routes: { \(routes.joined(separator: ", ")) } }")
      return "\(name): { \((members + ["route_table: \(name)"]).joined(separator: ", ")) }"
    }
    let edge = vpc.hasGateway && chance(0.75) ? edgeRoutes(of: vpc) : []
    if !edge.isEmpty { tables.append("edge: { routes: { \(edge.joined(separator: ", ")) } }") }
    var lines = ["\(vpc.name):", "  cidr: \(vpc.range)"]
    if hasIPv6 { lines.append("  ipv6_cidr: \"\(vpc.ipv6Range)\"") }
    if vpc.hasGateway {
      lines.append("  internet_gateway: {\(edge.isEmpty ? "" : " route_table: edge ")}")
    }
    for (key, entries) in [
      ("subnets", subnets), ("route_tables", tables), ("gwlb_endpoints", vpc.endpoints),
      ("nat_gateways", vpc.gateways), ("instances", vpc.instances),
    ] where !entries.isEmpty {
      lines.append("  \(key):")
      lines += entries.map { "    \($0)" }
    }
    return lines.map { "  \($0)" }.joined(separator: "\n")
  }

  private mutating func routes(of subnet: String, in vpc: VPC) -> [String] {
    var routes: [String] = []
    func add(_ destination: String, _ target: String?) {
      if let target { routes.append("\(destination): \(target)") }
    }
    // What an endpoint has let through mostly goes on.
    let inner =
      subnet.hasPrefix("ends") && chance(0.75)
      ? vpc.inner.filter { !$0.hasPrefix("gwlb") } : vpc.inner
    let any = inner + inner + inner + vpc.outer + ["blackhole"]
    if subnet == "nat", chance(0.8) {
      add("0.0.0.0/0", "internet_gateway")
    } else if chance(0.85) {
      add("0.0.0.0/0", element(any))
    }
    if hasIPv6, chance(0.7) {
      add("\"::/0\"", element(any.filter { !$0.hasPrefix("nat") }))
    }
    for other in vpc.subnets where chance(other.name == subnet ? 0.15 : 0.25) {
      add("subnet/\(other.name)", vpc.inner.isEmpty ? "local" : element(vpc.inner))
    }
    if !vpc.inner.isEmpty, chance(0.1) { add(vpc.range, element(vpc.inner)) }
    if isPeered {
      let over = ["peering/link", "peering/link"] + vpc.inner
      let other = 1 - vpc.number
      if chance(0.7) { add("10.\(other).0.0/16", element(over)) }
      if hasIPv6, chance(0.6) { add("\"2001:db8:\(other + 1)::/48\"", element(over)) }
      if chance(0.3) { add("10.\(other).\(number(1...3)).0/24", element(any)) }
    }
    if chance(0.15) { add("203.0.113.0/24", element(any)) }
    if chance(0.1) { add("198.51.100.0/28", element(any)) }
    return routes
  }

  private mutating func edgeRoutes(of vpc: VPC) -> [String] {
    let targets = vpc.inner.isEmpty ? ["local"] : vpc.inner
    var routes: [String] = []
    for subnet in vpc.subnets where chance(0.5) {
      routes.append("subnet/\(subnet.name): \(element(targets))")
    }
    if chance(0.1) { routes.append("\(vpc.range): \(element(targets))") }
    return routes
  }

  // Chance.

  private mutating func publicAddress() -> String {
    publicAddresses += 1
    return "203.0.113.\(publicAddresses)"
  }

  private mutating func chance(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &random) < probability
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  /// One of a list that is not empty.
  private mutating func element(_ list: [String]) -> String { list[number(0...list.count - 1)] }
}
