import Diagnostics
import Proof
import Testing
import Topology

@testable import Proof
@testable import Verification

@Suite("What makes an engine slow or blind at size")
struct ManySpokesTests {
  /// Classes of a network and of one twice as large are as many, and all pairs are accounted for.
  private func expectSteadyClasses(_ network: ManySpokes) throws {
    var larger = network
    larger.count *= 2
    let (small, large) = (try network.report(), try larger.report())
    #expect(small.faults == [])
    #expect(large.faults == [])
    #expect(small.flowClasses == large.flowClasses)
    #expect(small.pairsProved == network.pairs)
    #expect(large.pairsProved == larger.pairs)
  }

  @Test("the hole of its own addresses makes no VPC's table another one's class")
  func ownHole() throws { try expectSteadyClasses(ManySpokes(count: 40)) }

  @Test(
    "prefixes of the internet and of private networks that each VPC treats otherwise make no classes among the VPCs",
    arguments: ["198.18", "172.20"])
  func ownPrefixes(_ outside: String) throws {
    try expectSteadyClasses(
      ManySpokes(count: 40, routes: { ["\(outside).\($0).0/24: blackhole"] }))
  }

  @Test("tables of attachment subnets, from which nobody sends, make no classes")
  func attachmentTables() throws {
    try expectSteadyClasses(
      ManySpokes(count: 40, attachmentRoutes: { ["172.16.\($0).0/24: blackhole"] }))
  }

  @Test("more specific routes to where the default leads make no classes, and are told")
  func redundant() throws {
    let network = ManySpokes(
      count: 40, routes: { ["10.\($0 % 7 + 1).0.0/16: transit_gateway/hub"] })
    try expectSteadyClasses(network)
    #expect(try network.report().ids.contains("ineffective-route"))
  }

  /// Each spoke's attachment subnet leads on, so that any might be part of a loop; one is.
  @Test("a loop that all spokes may enter is found by few walks")
  func loop() throws {
    let count = 60
    let network = ManySpokes(
      count: count, attachmentRoutes: { _ in ["0.0.0.0/0: transit_gateway/hub"] },
      inspectedTable: ["172.16.0.0/12: attachment/s\(count - 1)"])
    let topology = try ManySpokes.resolve(network.text)
    let model = Model<UInt32>(topology, LocationSpace(topology))
    let directory = Directory(Population(topology, model))
    let scan = LoopScan(topology, directory, budget: 1_000)
    #expect(!scan.isCut)
    #expect(scan.found.count == count)
    #expect(scan.found.allSatisfy { $0.address == 0xAC10_0000 })
    #expect(LoopScan(topology, directory, budget: 10).isCut)
    #expect(try network.report().ids.contains { $0.hasPrefix("loop") })
  }

  @Test("in a full mesh of peerings one route that is missing costs exactly its pairs")
  func mesh() throws {
    let count = 26
    func network(without missing: (Int, Int)?) -> ManySpokes {
      var network = ManySpokes(count: count)
      let cidr = network.cidr
      network.routes = { here in
        (0..<count).compactMap { there in
          if there == here || missing.map({ $0 == (here, there) }) ?? false { return nil }
          return "\(cidr(there))/24: peering/p\(min(here, there))-\(max(here, there))"
        }
      }
      let peerings = (0..<count).flatMap { left in
        (left + 1..<count).map { "p\(left)-\($0): { between: [s\(left), s\($0)] }" }
      }
      network.rest = "peerings:\n  \(peerings.joined(separator: "\n  "))\n"
      return network
    }
    let whole = try network(without: nil).report()
    #expect(whole.pairsProved == count * (count - 1) / 2)
    let broken = try network(without: (3, 17)).report()
    #expect(broken.findings.filter { $0.severity == .error }.map(\.pairs) == [1])
    #expect(broken.ids.contains("peering-vs-tgw-split"))
    #expect(broken.pairsProved == whole.pairsProved - 1)
  }

  @Test("a summary that covers half of the network costs exactly the pairs of the other half")
  func summary() throws {
    // Spokes 0 to 199 are in 10.1/16 and have a route back, the rest have none.
    let (half, count) = (200, 230)
    #expect(try ManySpokes(count: count).report().pairsProved == count * (count - 1) / 2)
    let broken = try ManySpokes(count: count, propagates: { $0 < half }).report()
    // Within the covered half all is well; whatever touches another spoke is lost.
    #expect(broken.pairsProved == half * (half - 1) / 2)
    let lost = broken.findings.filter { $0.severity == .error }.map(\.pairs).max()
    #expect(lost == count * (count - 1) / 2 - half * (half - 1) / 2)
  }

  /// Spokes reach each other through a NAT gateway; each blackholes its neighbour, so that no two send
  /// alike, and the last one sends answers to the gateway past an endpoint of its own.
  private static func translated(_ count: Int) -> String {
    var text = "bumpwire: 1\nname: many\nzones: [a]\nvpcs:\n"
    var attachments = ""
    for spoke in 0..<count {
      let base = "10.\(spoke / 200 + 1).\(spoke % 200)"
      let next = (spoke + 1) % count
      let neighbour = "10.\(next / 200 + 1).\(next % 200).0/24: blackhole"
      let isLast = spoke == count - 1
      text += """
          s\(spoke):
            cidr: \(base).0/24
            subnets:
              app: { cidr: \(base).0/26, zone: a, route_table: app }
              tgw: { cidr: \(base).64/28, zone: a, route_table: tgw }
              fw:  { cidr: \(base).80/28, zone: a, route_table: fw }
            route_tables:
              app: { routes: { 0.0.0.0/0: transit_gateway/hub, \(neighbour)\(isLast ? ", 10.100.1.0/28: gwlb_endpoint/e" : "") } }
              tgw: {}
              fw: { routes: { 0.0.0.0/0: transit_gateway/hub } }
            gwlb_endpoints: { e: { subnet: fw, service: security/inspection } }

        """
      attachments +=
        "      s\(spoke): { vpc: s\(spoke), subnets: [tgw], route_table: spokes, propagate_to: [back] }\n"
    }
    return text + """
        egress:
          cidr: 10.100.0.0/16
          internet_gateway: {}
          subnets:
            tgw: { cidr: 10.100.0.0/28, zone: a, route_table: in }
            nat: { cidr: 10.100.1.0/28, zone: a, route_table: out }
          route_tables:
            in:  { routes: { 0.0.0.0/0: nat_gateway/n } }
            out: { routes: { 10.0.0.0/8: transit_gateway/hub, 0.0.0.0/0: internet_gateway } }
          nat_gateways: { n: { subnet: nat, public_address: 203.0.113.10 } }
      \(ManySpokes.security)
      transit_gateways:
        hub:
          attachments:
      \(attachments)      egress: { vpc: egress, subnets: [tgw], route_table: back, propagate_to: [spokes] }
          route_tables:
            spokes: { routes: { 0.0.0.0/0: attachment/egress } }
            back: {}
      """
  }

  @Test("answers to a NAT gateway that others' flows pass are told apart at any size")
  func translatedByOthers() throws {
    func faulty(_ count: Int) throws -> Int {
      let proof = try SymmetryProof(ManySpokes.resolve(Self.translated(count)))
      return proof.pairsFaulty
    }
    let (few, many) = try (faulty(40), faulty(540))
    // Each further spoke is one more whose flows to the last one are answered so.
    #expect(few > 20)
    #expect(many - few >= 500)
  }

  @Test("a prefix list of a thousand entries in many tables is one list")
  func prefixList() throws {
    let entries = (0..<1000).map { "172.\(16 + $0 / 256).\($0 % 256).0/24" }
    try expectSteadyClasses(
      ManySpokes(
        count: 40, routes: { _ in ["prefix_list/long: blackhole"] },
        rest: "prefix_lists: { long: [\(entries.joined(separator: ", "))] }\n"))
  }

  @Test("the same addresses in networks that nothing joins are no overlap")
  func disjoint() throws {
    let one = ManySpokes(count: 3).text
    // A second copy under other names, with the same CIDRs, in the same file.
    let vpcs = one.split(separator: "vpcs:\n")[1].split(separator: "transit_gateways:")[0]
      .replacing("\n  security:", with: "\n  guard:").replacing("\n  s", with: "\n  t")
      .replacing("  s0:", with: "  t0:").replacing("\n  inspection:", with: "\n  look:")
      .replacing("security/inspection", with: "guard/inspection")
      .replacing("transit_gateway/hub", with: "transit_gateway/other")
    let hub = one.split(separator: "transit_gateways:\n")[1]
      .replacing("  hub:", with: "  other:").replacing("vpc: s", with: "vpc: t")
      .replacing("vpc: inspection", with: "vpc: look")
    let text = one.replacing("transit_gateways:\n", with: "\(vpcs)transit_gateways:\n") + "\n" + hub
    let report = try ManySpokes.report(text)
    #expect(report.faults == [])
    #expect(report.pairsProved == 6)
  }

  @Test("two thousand tenants of one CIDR are as few classes as one")
  func tenants() throws {
    let count = 2000
    var text = "bumpwire: 1\nname: tenants\nzones: [a, b]\nvpcs:\n"
    for index in 0..<count {
      text += """
          t\(index):
            cidr: 10.0.0.0/16
            internet_gateway: { route_table: edge }
            subnets:
              app: { zones: { a: 10.0.1.0/24, b: 10.0.2.0/24 }, route_table: app }
              fw:  { zones: { a: 10.0.11.0/28, b: 10.0.12.0/28 }, route_table: fw }
            route_tables:
              edge: { routes: { subnet/app: gwlb_endpoint/e@zone } }
              app:  { routes: { 0.0.0.0/0: gwlb_endpoint/e@zone } }
              fw:   { routes: { 0.0.0.0/0: internet_gateway } }
            gwlb_endpoints:
              e: { subnet: fw, service: security/inspection }

        """
    }
    text += """
        security:
          cidr: 10.200.0.0/16
          subnets: { inspect: { zones: { a: 10.200.1.0/24, b: 10.200.2.0/24 } } }
          gateway_load_balancers:
            inspection: { subnets: [inspect], appliance_group: firewalls }
          appliance_groups:
            firewalls: { subnets: [inspect], size: 2, appliance: pass_through }

      """
    let proof = try SymmetryProof(ManySpokes.resolve(text))
    #expect(proof.groups.filter { $0.second != .internet }.count == 4)
    #expect(proof.pairsFaulty == 0)
    // Within each VPC one pair, and two with the internet.
    #expect(proof.pairsProved == 3 * count)
    #expect(proof.pairsUnconnected == 2 * count * (2 * count - 1) / 2 - count)
    #expect(proof.disagreements == [])
  }

  @Test("packets for a VPC that nothing joins are nobody's fault, wherever they are lost")
  func unjoined() throws {
    func text(_ join: String) -> String {
      let vpcs = (1...2).map { index in
        """
          v\(index):
            cidr: 10.\(index).0.0/16
            subnets:
              app: { cidr: 10.\(index).1.0/24, zone: a, route_table: app }
              fw:  { cidr: 10.\(index).2.0/28, zone: a, route_table: fw }
              tgw: { cidr: 10.\(index).3.0/28, zone: a }
            route_tables:
              app: { routes: { 10.0.0.0/8: gwlb_endpoint/e } }
              fw:  { routes: {} }
            gwlb_endpoints:
              e: { subnet: fw, service: security/inspection }

        """
      }
      return "bumpwire: 1\nname: unjoined\nzones: [a]\nvpcs:\n" + vpcs.joined() + """
        \(ManySpokes.security)
        \(join)

        """
    }
    let apart = try ManySpokes.report(text(""))
    // As if the other were not there: no flow passes the endpoints.
    #expect(apart.ids == ["unreachable-endpoint"])
    #expect(apart.pairsUnproved.count == 0)
    let joins = [
      "peerings: { p: { between: [v1, v2] } }",
      "transit_gateways: { hub: { attachments: { v1: { vpc: v1, subnets: [tgw], route_table: t }, v2: { vpc: v2, subnets: [tgw], route_table: t } }, route_tables: { t: {} } } }",
    ]
    for join in joins {
      let joined = try ManySpokes.report(text(join))
      #expect(joined.ids.contains("blackhole-no-route"))
      #expect(joined.pairsUnproved.lost > 0)
    }
  }

  @Test("a topology that is too large to be walked says what was not looked for")
  func notLookedFor() throws {
    let small = try ManySpokes(count: 3).report()
    #expect(small.notLookedFor == [])
    #expect(small.crossChecked == .init((3, 3)))
    #expect(!small.proof.contains { $0.hasPrefix("cross-checked") })
    let large = try ManySpokes(count: 40).report()
    #expect(large.notLookedFor == [.partialMeshBypass, .routeNeverUsed])
    #expect(
      large.proof.last
        == "not looked for above 300 pairs: partial-mesh-bypass, route-never-used")
    #expect(
      large.proof.contains("cross-checked by fingerprint: 40 of 40 host-bearing subnets"))
    #expect(
      large.json(toolVersion: "1")["summary"]?["not_looked_for"]
        == ["partial-mesh-bypass", "route-never-used"])
  }

  private static let everything = """
    inspection:
      - { name: all, between: ["s*", "s*"], through: security/gateway_load_balancer/inspection }
    expect:
      - { from: "s*", to: "s3*", path: inspected }
      - { from: "s*", to: internet, path: unreachable }

    """

  @Test("demands on all pairs of a large topology are proved for all of them")
  func demands() throws {
    let report = try ManySpokes(count: 40, rest: Self.everything).report()
    #expect(report.faults == [])
    #expect(report.disagreements == [])
  }

  @Test("of demands that fail for all pairs each sender's line is told, with how many it concerns")
  func failingDemands() throws {
    let network = ManySpokes(
      count: 40, spokeTable: (0..<40).map { "10.1.\($0).0/24: attachment/s\($0)" },
      rest: Self.everything)
    let report = try network.report()
    #expect(report.disagreements == [])
    let uninspected = report.findings.filter { $0.id == .policyUninspected }
    #expect(uninspected.map(\.pairs) == [Int](repeating: 39, count: 40))
    // From each spoke to those of s3, and s30 to s39, which are not itself.
    #expect(
      report.findings.filter { $0.id == .expectationFailed }.map(\.pairs) == [40 * 11 - 11])
  }

  @Test("a demand on flows that a large topology has not is vacuous")
  func vacuousDemand() throws {
    let rest = """
      inspection:
        - { name: cut, between: [s38, s39], through: security/gateway_load_balancer/inspection }
        - { name: whole, between: [s1, s2], through: security/gateway_load_balancer/inspection }

      """
    let cut = ["10.1.38.0/24: blackhole", "10.1.39.0/24: blackhole"]
    let report = try ManySpokes(count: 40, spokeTable: cut, rest: rest).report()
    #expect(report.findings.filter { $0.id == .policyVacuous }.count == 1)
    #expect(report.disagreements == [])
  }
}
