import Diagnostics
import IPAddressing
import Testing

@testable import Verification

@Suite("Every fault in the seed is found")
struct MutationTests {
  @Test("without the edge table: named, on the gateway's line, with what the kernel does")
  func edgeTableMissing() throws {
    var network = Networks.catagram()
    network.vpcs[0].internetGateway = nil
    network.vpcs[0].tables.removeAll { $0.name == "ingress" }
    let verdict = try Verdict(network)
    #expect(verdict.blamed == ["edge-table-missing @ app/internet_gateway"])
    let finding = try #require(verdict.finding(.edgeTableMissing))
    #expect(finding.pairs == 2)
    #expect(finding.effects == [.expectationFailed, .inspectionBypassForward])
    #expect(finding.flow?.source == "internet/client")
    #expect(finding.flow?.destinationAddress.description == "203.0.113.10")
    #expect(finding.flow?.destinationPort == 80)
    // The request reaches the node directly; the reply dies in the firewall that never saw it.
    #expect(finding.forward.map(\.at) == ["app/internet_gateway"])
    #expect(finding.return.map(\.at) == ["app/subnet/alb-a", "app/gwlb_endpoint/e-a"])
    #expect(finding.return.last?.target == "dropped")
    #expect(
      finding.help
        == "in `app`, set `internet_gateway: { route_table: ingress }` and add under `route_tables` `ingress: { routes: { subnet/alb-a: gwlb_endpoint/e-a, subnet/alb-b: gwlb_endpoint/e-b } }`"
    )
    #expect(finding.repairs.map(\.verified) == [true])
  }

  struct Mutation: Sendable {
    let table: String
    let destination: String
    /// Nil removes the route.
    let target: String?
    let expected: [String]
  }

  static let mutations: [Mutation] = [
    Mutation(
      table: "ingress", destination: "subnet/alb-a", target: nil,
      expected: ["edge-table-missing @ app/route_table/ingress"]),
    Mutation(
      table: "ingress", destination: "subnet/alb-b", target: "gwlbe/e-a",
      expected: ["edge-route-az-foreign @ app/route_table/ingress[subnet/alb-b]"]),
    Mutation(
      table: "alb-a", destination: "0.0.0.0/0", target: nil,
      expected: ["one-way-reachability @ app/route_table/alb-a"]),
    Mutation(
      table: "alb-a", destination: "0.0.0.0/0", target: "gwlbe/e-b",
      expected: ["az-mismatch @ app/route_table/alb-a[0.0.0.0/0]"]),
    Mutation(
      table: "alb-b", destination: "0.0.0.0/0", target: "igw",
      expected: ["inspection-bypass-return @ app/route_table/alb-b[0.0.0.0/0]"]),
    Mutation(
      table: "alb-b", destination: "0.0.0.0/0", target: "blackhole",
      expected: ["blackhole-explicit @ app/route_table/alb-b[0.0.0.0/0]"]),
    Mutation(
      table: "endpoints", destination: "0.0.0.0/0", target: nil,
      expected: ["one-way-reachability @ app/route_table/endpoints"]),
    Mutation(
      table: "endpoints", destination: "0.0.0.0/0", target: "gwlbe/e-a",
      expected: ["endpoint-self-route @ app/route_table/endpoints[0.0.0.0/0]"]),
  ]

  @Test("one route removed or led elsewhere", arguments: mutations)
  func oneRoute(_ mutation: Mutation) throws {
    var network = Networks.catagram()
    network.expectations = []
    if let target = mutation.target {
      try network.vpcs[0].retarget(mutation.table, mutation.destination, target)
    } else {
      try network.vpcs[0].remove(mutation.table, mutation.destination)
    }
    let verdict = try Verdict(network)
    #expect(verdict.blamed == mutation.expected, "\(verdict.report.findings.map(\.message))")
  }
}
