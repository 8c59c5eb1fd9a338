import TestSupport

/// Two peered VPCs with two endpoints each, whose route tables, associations and edge associations are
/// random, from a seed; and others that differ in some of them.
struct RandomRoutes {
  private var random: SplitMix64
  /// One a place where something is chosen.
  private var choices: [Int]
  /// The VPCs whose endpoints have changed places.
  private var turned: Set<Int> = []

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    choices = []
    // Mostly the first of what there is, by which everything is inspected both ways.
    for _ in 0..<64 {
      let isFirst = Double.random(in: 0..<1, using: &random) < 0.9
      choices.append(isFirst ? 0 : Int.random(in: 0..<60, using: &random))
    }
  }

  /// Makes some choices anew, few or many, or turns VPCs to their other endpoints.
  mutating func change() {
    if Double.random(in: 0..<1, using: &random) < 0.6 {
      turned = [[0], [1], [0, 1]][Int.random(in: 0..<3, using: &random)]
      return
    }
    let rate = Bool.random(using: &random) ? 0.1 : 0.4
    for index in choices.indices where Double.random(in: 0..<1, using: &random) < rate {
      choices[index] = Int.random(in: 0..<60, using: &random)
    }
  }

  var text: String {
    var rest = choices[...]
    func choose(_ words: [String]) -> String { words[(rest.popFirst() ?? 0) % words.count] }
    let vpcs = ["one", "two"].enumerated().map { number, name in
      let range = "10.\(number)"
      let other = "10.\(1 - number).0.0/16"
      func turn(_ target: String) -> String {
        guard turned.contains(number), target.hasPrefix("gwlb_endpoint/") else { return target }
        return target.hasSuffix("1") ? "gwlb_endpoint/e2" : "gwlb_endpoint/e1"
      }
      func target(_ others: [String]) -> String {
        turn(choose(["gwlb_endpoint/e1", "gwlb_endpoint/e1", "gwlb_endpoint/e2"] + others))
      }
      func table(_ name: String) -> String {
        var routes: [String] = []
        routes.append("0.0.0.0/0: \(target(["gwlb_endpoint/e2", "internet_gateway"]))")
        let peer = turn(choose(["", "peering/link", "peering/link", "gwlb_endpoint/e1"]))
        if !peer.isEmpty { routes.append("\(other): \(peer)") }
        let inner = turn(choose(["", "", "gwlb_endpoint/e1", "gwlb_endpoint/e2"]))
        if !inner.isEmpty { routes.append("\(range).\(name == "t1" ? 2 : 1).0/24: \(inner)") }
        return "    \(name): { routes: { \(routes.joined(separator: ", ")) } }"
      }
      let inward = ["web": "1", "db": "2"].sorted { $0.key < $1.key }.compactMap { subnet, third in
        let inner = target([""])
        return inner.isEmpty ? nil : "\(range).\(third).0/24: \(inner)"
      }
      return """
          \(name):
            cidr: \(range).0.0/16
            internet_gateway: { route_table: ingress }
            subnets:
              web: { cidr: \(range).1.0/24, zone: a, route_table: \(choose(["t1", "t2"])) }
              db: { cidr: \(range).2.0/24, zone: a, route_table: \(choose(["t2", "t1"])) }
              ep1: { cidr: \(range).11.0/28, zone: a, route_table: ends }
              ep2: { cidr: \(range).12.0/28, zone: a, route_table: ends }
            route_tables:
              ingress: { routes: { \(inward.joined(separator: ", ")) } }
          \(table("t1"))
          \(table("t2"))
              ends: { routes: { 0.0.0.0/0: internet_gateway, \(other): peering/link } }
            gwlb_endpoints:
              e1: { subnet: ep1, service: security/inspection }
              e2: { subnet: ep2, service: security/inspection }
            instances:
              web: { subnet: web, public_address: 203.0.113.\(10 + number) }
              db: { subnet: db, public_address: 203.0.113.\(20 + number) }
        """
    }
    return """
      bumpwire: 1
      name: random
      zones: [a]
      internet: { hosts: { client: { address: 198.51.100.10 } } }
      vpcs:
      \(vpcs.joined(separator: "\n"))
        security:
          cidr: 10.100.0.0/16
          subnets: { inspect: { cidr: 10.100.1.0/24, zone: a } }
          gateway_load_balancers:
            inspection: { subnets: [inspect], appliance_group: group }
          appliance_groups:
            group: { subnets: [inspect], size: 1, appliance: pass_through }
      peerings:
        link: { between: [one, two] }
      inspection:
        - { name: all, between: [internet, one/instance/web], through: security/gateway_load_balancer/inspection }

      """
  }
}
