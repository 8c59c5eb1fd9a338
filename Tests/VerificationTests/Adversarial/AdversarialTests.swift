import Diagnostics
import FoundationEssentials
import Testing

@testable import Verification

@Suite("What fools those who compare sets, sample hosts or count on defaults")
struct AdversarialTests {
  private static let security = """
      security:
        cidr: 10.200.0.0/16
        subnets: { inspect: { zones: { a: 10.200.1.0/24, b: 10.200.2.0/24 } } }
        gateway_load_balancers:
          one: { subnets: [inspect], appliance_group: firewalls }
          two: { subnets: [inspect], appliance_group: sensors }
        appliance_groups:
          firewalls: { subnets: [inspect], size: 2, appliance: pass_through }
          sensors:   { subnets: [inspect], size: 2, appliance: pass_through }

    """

  /// Hosts left and right, and a chain of endpoints between: a subnet each.
  ///
  /// - Parameters:
  ///   - services: of the endpoints, in the order of the way there.
  ///   - back: the endpoints' numbers in the order of the way back.
  private func chain(_ services: [String], back: [Int]) -> String {
    var subnets = ""
    var tables = ""
    var endpoints = ""
    func route(_ destination: String, _ endpoint: Int?) -> [String] {
      endpoint.map { ["subnet/\(destination): gwlb_endpoint/e\($0)"] } ?? []
    }
    for index in services.indices {
      subnets +=
        "      f\(index): { cidr: 10.0.\(100 + index).0/28, zone: a, route_table: f\(index) }\n"
      let next = index + 1 < services.count ? index + 1 : nil
      let place = back.firstIndex(of: index)
      let previous = place.flatMap { $0 + 1 < back.count ? back[$0 + 1] : nil }
      let routes = (route("right", next) + route("left", previous)).joined(separator: ", ")
      tables += "      f\(index): { routes: { \(routes) } }\n"
      endpoints += "      e\(index): { subnet: f\(index), service: security/\(services[index]) }\n"
    }
    return """
      bumpwire: 1
      name: chain
      zones: [a, b]
      vpcs:
        app:
          cidr: 10.0.0.0/16
          subnets:
            left:  { cidr: 10.0.1.0/24, zone: a, route_table: left }
            right: { cidr: 10.0.2.0/24, zone: a, route_table: right }
      \(subnets)    route_tables:
            left:  { routes: { \(route("right", services.isEmpty ? nil : 0).joined()) } }
            right: { routes: { \(route("left", back.first).joined()) } }
      \(tables)    gwlb_endpoints:
      \(endpoints)
      """ + Self.security
  }

  @Test("the same points in the same order both ways are not mirrored")
  func wordPreserving() throws {
    #expect(try ManySpokes.report(chain(["one", "two"], back: [1, 0])).faults == [])
    #expect(
      try ManySpokes.report(chain(["one", "two"], back: [0, 1])).ids
        .contains("inspection-order-mismatch"))
  }

  @Test("a palindrome of services is mirrored only when its endpoints are")
  func palindrome() throws {
    #expect(try ManySpokes.report(chain(["one", "two", "one"], back: [2, 1, 0])).faults == [])
    let report = try ManySpokes.report(chain(["one", "two", "one"], back: [0, 1, 2]))
    #expect(report.findings.contains { $0.severity == .error && $0.pairs == 1 })
  }

  @Test("another endpoint of the same service sees half of a flow")
  func sameService() throws {
    let report = try ManySpokes.report(chain(["one", "one"], back: [1]))
    #expect(report.findings.contains { $0.severity == .error && $0.pairs == 1 })
  }

  @Test("a chain of forty endpoints is followed to its end, and so is its one mistake")
  func longChain() throws {
    let services = (0..<40).map { $0 % 2 == 0 ? "one" : "two" }
    #expect(try ManySpokes.report(chain(services, back: (0..<40).reversed())).faults == [])
    var back = Array((0..<40).reversed())
    back.swapAt(20, 21)
    #expect(
      try ManySpokes.report(chain(services, back: back)).ids.contains("inspection-order-mismatch"))
  }

  private func architecture(_ name: String, _ edits: KeyValuePairs<String, String>) throws -> String
  {
    let fixture = try #require(
      try Fixture.architectures().first { $0.testDescription == name })
    let file = fixture.folder.appending(path: "topology.yaml")
    return try edits.reduce(String(decoding: Data(contentsOf: file), as: UTF8.self)) { text, edit in
      #expect(text.contains(edit.key), "\(edit.key)")
      return text.replacing(edit.key, with: edit.value)
    }
  }

  @Test("of equal destinations on a hub the static one holds, whatever the order in the file")
  func ties() throws {
    let report = try ManySpokes.report(
      architecture(
        "d-centralised", ["inspected: {}": "inspected: { routes: { 10.2.0.0/16: blackhole } }"]))
    #expect(report.ids.contains("blackhole-explicit"))
    #expect(report.findings.filter { $0.id == .blackholeExplicit }.map(\.pairs) == [6])
  }

  @Test("a default route in two halves is a default route")
  func halves() throws {
    let halves = try architecture(
      "b-distributed",
      [
        "app:   { routes: { 0.0.0.0/0: gwlb_endpoint/e@zone":
          "app:   { routes: { 0.0.0.0/1: gwlb_endpoint/e@zone, 128.0.0.0/1: gwlb_endpoint/e@zone"
      ])
    let (whole, split) = (
      try ManySpokes.report(architecture("b-distributed", [:])), try ManySpokes.report(halves)
    )
    #expect(split.faults == [])
    #expect(split.pairsProved == whole.pairsProved)
  }

  @Test("half of the IPv4 default, and no IPv6 default, are no default")
  func halfDefault() throws {
    let report = try ManySpokes.report(
      architecture(
        "a-ingress",
        [
          "app:  { routes: { 0.0.0.0/0: gwlb_endpoint/e, \"::/0\": gwlb_endpoint/e":
            "app:  { routes: { 0.0.0.0/1: gwlb_endpoint/e"
        ]))
    #expect(report.findings.contains { $0.severity == .error })
  }

  @Test(
    "a route for one address concerns that address: the first and last of a subnet, those beside it, the last there is",
    arguments: [
      ("10.2.0.3/32", false), ("10.2.0.4/32", true), ("10.2.0.254/32", true),
      ("10.2.0.255/32", false), ("10.1.255.255/32", false), ("10.2.2.0/32", false),
      ("255.255.255.255/32", false), ("0.0.0.0/32", false),
    ])
  func boundaries(_ destination: String, _ isHosts: Bool) throws {
    let report = try ManySpokes.report(
      architecture(
        "d-centralised",
        [
          "spokes:    { routes: { 0.0.0.0/0: attachment/inspection":
            "spokes:    { routes: { 0.0.0.0/0: attachment/inspection, \(destination): attachment/green"
        ]))
    #expect(report.findings.contains { $0.severity == .error } == isHosts, "\(report.faults)")
  }

  @Test("so does one of IPv6, up to the very last address")
  func boundariesOfIPv6() throws {
    for (destination, isHosts) in [
      ("2001:db8:1:1::4/128", true), ("2001:db8:1:1:ffff:ffff:ffff:ffff/128", false),
      ("2001:db8:1:2::/128", false), ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", false),
    ] {
      let text = try architecture(
        "a-ingress",
        [
          "  security:\n    cidr":
            "  other:\n    cidr: 10.9.0.0/16\n    ipv6_cidr: 2001:db8:2::/56\n    subnets:\n      app: { cidr: 10.9.1.0/24, ipv6_cidr: 2001:db8:2:1::/64, zone: a, route_table: app }\n    route_tables:\n      app: { routes: { 10.0.0.0/16: peering/p, \"2001:db8:1::/56\": peering/p, \"\(destination)\": blackhole } }\n\n  security:\n    cidr",
          "app:  { routes: {":
            "app:  { routes: { 10.9.0.0/16: peering/p, \"2001:db8:2::/56\": peering/p,",
          "\ninspection:\n": "\npeerings: { p: { between: [app, other] } }\n\ninspection:\n",
        ])
      let report = try ManySpokes.report(text)
      #expect(
        report.findings.contains { $0.severity == .error || $0.id == .blackholeExplicit }
          == isHosts,
        "\(destination): \(report.faults)")
    }
  }

  @Test("an address that nobody has may loop")
  func emptyAddress() throws {
    let report = try ManySpokes(
      count: 3, inspectedTable: ["0.0.0.0/0: attachment/inspection"]
    ).report()
    #expect(!report.ids.isDisjoint(with: ["loop", "loop-tgw-inspection"]), "\(report.faults)")
    // Also one of a spoke's own range, outside of its subnets: nobody is there to be asked about.
    let inside = try ManySpokes(
      count: 3, attachmentRoutes: { _ in ["0.0.0.0/0: transit_gateway/hub"] },
      spokeTable: ["10.1.1.128/25: attachment/s0"]
    ).report()
    let loops = inside.findings.filter { $0.id.rawValue.hasPrefix("loop") }
    #expect(loops.compactMap { $0.flow?.destinationAddress }.map { "\($0)" } == ["10.1.1.128"])
    #expect(inside.findings.filter { $0.severity == .error }.count == loops.count)
  }

  @Test("so may one of an endpoint or a NAT gateway")
  func infrastructureAddress() throws {
    let report = try ManySpokes(
      count: 3, attachmentRoutes: { _ in ["0.0.0.0/0: transit_gateway/hub"] },
      spokeTable: ["10.100.1.0/28: attachment/s0"]
    ).report()
    #expect(!report.ids.isDisjoint(with: ["loop", "loop-tgw-inspection"]), "\(report.faults)")
  }

  @Test("a spoke in a zone that the inspection's attachment has not may enter in any of its zones")
  func missingZone() throws {
    let edits: KeyValuePairs = [
      "zones: [a, b]": "zones: [a, b, c]",
      "blue:\n    cidr: 10.1.0.0/16\n    subnets:\n      app: { zones: { a: 10.1.0.0/24, b: 10.1.1.0/24 }, route_table: app }\n      tgw: { zones: { a: 10.1.100.0/28, b: 10.1.101.0/28 } }":
        "blue:\n    cidr: 10.1.0.0/16\n    subnets:\n      app: { cidr: 10.1.0.0/24, zone: c, route_table: app }\n      tgw: { cidr: 10.1.100.0/28, zone: c }",
    ]
    let text = try architecture("d-centralised", edits)
    #expect(try ManySpokes.report(text).faults == [])
    let off = text.replacing(", appliance_mode: true", with: "")
    #expect(try ManySpokes.report(off).ids.contains("appliance-mode-off"))
  }

  @Test("two VPCs with one address range are each verified, and the route that is missing is told")
  func overlap() throws {
    let report = try ManySpokes.report(architecture("d-centralised", ["10.2.": "10.1."]))
    #expect(
      !report.ids.isDisjoint(with: ["tgw-propagation-suppressed", "overlapping-cidr"]),
      "\(report.faults)")
  }

  @Test("nothing to prove is not taken for a proof")
  func nothing() throws {
    let text = "bumpwire: 1\nname: none\nzones: [a]\nvpcs: { v: { cidr: 10.0.0.0/16 } }\n"
    let report = try ManySpokes.report(text)
    #expect(report.pairsProved == 0)
    #expect(report.hosts == 0)
    #expect(report.proof.first?.hasPrefix("nothing to prove") == true, "\(report.proof)")
  }
}
