import Diagnostics
import Testing

@testable import Verification

@Suite("A table that leads to what stands in its own subnet loops, whoever lives there")
struct OwnLoopTests {
  private func text(_ app: String, _ rest: String = "") -> String {
    """
    bumpwire: 1
    name: own
    zones: [a, b]
    vpcs:
      app:
        cidr: 10.0.0.0/16
        internet_gateway: {}
        subnets:
          app: { cidr: 10.0.21.0/24, zone: a, route_table: app\(rest) }
    \(app)
      security:
        cidr: 10.200.0.0/16
        subnets: { inspect: { zones: { a: 10.200.1.0/24, b: 10.200.2.0/24 } } }
        gateway_load_balancers:
          inspection: { subnets: [inspect], appliance_group: firewalls }
        appliance_groups:
          firewalls: { subnets: [inspect], size: 2, appliance: pass_through }

    """
  }

  private let nat = """
        route_tables: { app: { routes: { 0.0.0.0/0: nat_gateway/nat } } }
        nat_gateways: { nat: { subnet: app, public_address: 203.0.113.50 } }
    """
  private let endpoint = """
        route_tables: { app: { routes: { 0.0.0.0/0: gwlb_endpoint/e } } }
        gwlb_endpoints: { e: { subnet: app, service: security/inspection } }
    """

  @Test("a NAT gateway in the subnet that it is the default of")
  func natGateway() throws {
    let empty = try ManySpokes.report(text(nat))
    #expect(empty.findings.filter { $0.severity == .error }.map(\.id) == [.natLoop])
    #expect(empty.findings.first { $0.id == .natLoop }?.location?.start.line == 10)
    let full = try ManySpokes.report(text(nat, ", hosts: true"))
    #expect(full.findings.filter { $0.id == .natLoop }.map(\.pairs) == [1])
    #expect(full.findings.filter { $0.severity == .error }.map(\.id) == [.natLoop])
  }

  @Test("an endpoint in the subnet that it is the default of")
  func gwlbEndpoint() throws {
    let empty = try ManySpokes.report(text(endpoint))
    #expect(empty.findings.filter { $0.severity == .error }.map(\.id) == [.endpointSelfRoute])
    let full = try ManySpokes.report(text(endpoint, ", hosts: true"))
    #expect(full.findings.filter { $0.id == .endpointSelfRoute }.map(\.pairs) == [1])
  }

  @Test("not where better routes decide for all that would loop")
  func covered() throws {
    let report = try ManySpokes.report(
      text(
        endpoint.replacing(
          "0.0.0.0/0: gwlb",
          with:
            "0.0.0.0/0: internet_gateway, 192.168.0.0/16: internet_gateway, 192.168.0.0/15: gwlb"
        )))
    #expect(report.ids.contains("endpoint-self-route"))
    let halves =
      "192.168.0.0/17: internet_gateway, 192.168.128.0/17: internet_gateway, 192.168.0.0/16: gwlb"
    let shadowed = try ManySpokes.report(
      text(endpoint.replacing("0.0.0.0/0: gwlb", with: halves)))
    #expect(!shadowed.ids.contains("endpoint-self-route"))
  }
}
