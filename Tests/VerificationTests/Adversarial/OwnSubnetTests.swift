import Diagnostics
import Testing

@testable import Verification

@Suite("No table decides for a packet within a subnet")
struct OwnSubnetTests {
  /// A topology of one VPC, `app`, with these members, and what comes after it.
  private func network(_ app: String, _ rest: String = "") -> String {
    """
    bumpwire: 1
    name: own
    zones: [a]
    vpcs:
      app:
        cidr: 10.0.0.0/16
    \(app)
    \(rest)

    """
  }

  /// Two hosts of one subnet whose table leads the subnet's own addresses to an endpoint.
  private func text(_ route: String, _ policies: String) -> String {
    network(
      """
          subnets:
            w: { cidr: 10.0.1.0/24, zone: a, route_table: w }
            x: { cidr: 10.0.2.0/24, zone: a, route_table: w }
            e: { cidr: 10.0.3.0/24, zone: a }
          route_tables: { w: { routes: { \(route) } } }
          gwlb_endpoints: { g: { subnet: e, service: security/inspection } }
          instances: { i0: { subnet: w }, i1: { subnet: w }, i2: { subnet: x } }
      """, ManySpokes.security + "\n" + policies)
  }

  private func expect(_ to: String, _ path: String) -> String {
    "expect: [{ from: app/instance/i0, to: app/instance/\(to), path: \(path) }]"
  }

  @Test(
    "whether it is named or the VPC's route is replaced",
    arguments: [
      "subnet/w: gwlb_endpoint/g, subnet/x: gwlb_endpoint/g", "10.0.0.0/16: gwlb_endpoint/g",
    ])
  func endpoint(_ route: String) throws {
    let within = try ManySpokes.report(text(route, expect("i1", "direct")))
    #expect(within.ids.filter { $0 == "expectation-failed" } == [])
    let inspected = try ManySpokes.report(text(route, expect("i1", "inspected")))
    #expect(inspected.ids.contains("expectation-failed"))
    let between = try ManySpokes.report(text(route, expect("i2", "inspected")))
    #expect(between.ids.filter { $0 == "expectation-failed" } == [])
  }

  @Test("a middlebox reaches the hosts beside it, and its subnet's table does not send them round")
  func middlebox() throws {
    let report = try ManySpokes.report(
      network(
        """
            subnets:
              w: { cidr: 10.0.1.0/24, zone: a, route_table: w }
              x: { cidr: 10.0.2.0/24, zone: a, route_table: x }
            route_tables:
              w: { routes: { subnet/w: instance/box } }
              x: { routes: { subnet/w: instance/box } }
            instances: { box: { subnet: w, source_dest_check: false } }
        """))
    let errors = report.findings.filter { $0.severity == .error }
    #expect(errors.map(\.id) == [.inspectionBypassForward])
  }

  @Test(
    "a route to the endpoint of a subnet in the subnet's own table loops for all but the subnet")
  func endpointBeside() throws {
    let own = text("subnet/w: gwlb_endpoint/g", "").replacing(
      "gwlb_endpoints: { g: { subnet: e,", with: "gwlb_endpoints: { g: { subnet: w,")
    #expect(!(try ManySpokes.report(own)).ids.contains("endpoint-self-route"))
    let all = own.replacing("subnet/w: gwlb_endpoint/g", with: "10.0.0.0/16: gwlb_endpoint/g")
    #expect((try ManySpokes.report(all)).ids.contains("endpoint-self-route"))
  }

  @Test("an IPv6 address is public: what comes from the internet arrives, answered or not")
  func publicIPv6() throws {
    func report(_ path: String) throws -> VerificationReport {
      try ManySpokes.report(
        network(
          """
              ipv6_cidr: 2001:db8:1::/56
              internet_gateway: {}
              subnets: { w: { cidr: 10.0.1.0/24, ipv6_cidr: 2001:db8:1:1::/64, zone: a } }
              instances: { db: { subnet: w } }
          """, "expect: [{ from: internet, to: app/instance/db, path: \(path) }]"))
    }
    #expect(try report("unreachable").ids.contains("expectation-failed"))
    #expect(try report("direct").ids.contains("expectation-failed"))
  }
}
