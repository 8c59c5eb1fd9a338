import Foundation
import HostState
import IPAddressing
import Planning
import Testing

@Suite("A change of stickiness")
struct WarningTests {
  private static let resource = "security/gateway_load_balancer/inspection"
  private static let message =
    "stickiness 5_tuple -> 2_tuple forgets all flows. Established TCP connections end; what else is "
    + "under way may move to another appliance."

  private static func host(
    _ stickiness: GatewayLoadBalancerDataPlane.Stickiness, idleTimeout: Int = 350
  ) -> HostState {
    let dataPlane = GatewayLoadBalancerDataPlane(
      endpoints: [], nodes: [], targets: [], crossZone: false, stickiness: stickiness,
      tcpIdleTimeout: idleTimeout, rebalances: false, deregistrationDelay: 300,
      healthCheck: .init(
        protocol: .tcp, port: 80, path: "/", interval: 10, timeout: 5, healthyThreshold: 5,
        unhealthyThreshold: 2))
    var state = HostState(topology: "t")
    state.namespaces[NamespaceName(rawValue: "bw.t.gwlb")] = NamespaceState(
      resource: resource,
      dataPlane: .gatewayLoadBalancer(dataPlane))
    return state
  }

  private static func plan(_ old: HostState, _ new: HostState) throws -> Plan {
    let namespace = NamespaceName(rawValue: "bw.t.gwlb")
    return try Plan(
      from: old, to: new,
      origins: [HostObjectID(namespace, .namespace): Origin(resource: resource)],
      toolVersion: "test")
  }

  private static func lines(_ old: HostState, _ new: HostState) throws -> [[String]] {
    let plan = try plan(old, new)
    return [PlanText(plan), PlanText(summaryOf: plan)].map { $0.lines.map(\.text) }
  }

  @Test("says what it costs, in the plan and in its summary, as the last before the numbers")
  func warning() throws {
    let texts = try Self.lines(Self.host(.fiveTuple), Self.host(.twoTuple))
    #expect(
      texts[0].contains {
        $0.contains("stickiness 5_tuple -> 2_tuple, which ends established connections")
      })
    for lines in texts {
      #expect(
        lines.suffix(2) == [
          "Warning: \(Self.resource): \(Self.message)",
          "Plan: 0 to add, 1 to change, 0 to destroy.",
        ])
    }
  }

  @Test("says so to programs too, by the resource, in a plan that is read back as it was")
  func json() throws {
    struct Document: Decodable {
      struct Warning: Decodable {
        var resource: String
        var message: String
      }
      var warnings: [Warning]?
    }
    let plan = try Self.plan(Self.host(.fiveTuple), Self.host(.twoTuple))
    let json = try plan.json()
    let warnings = try JSONDecoder().decode(Document.self, from: json).warnings
    #expect(warnings?.map(\.resource) == [Self.resource])
    #expect(warnings?.map(\.message) == [Self.message])
    #expect(try Plan(json: json).json() == json)
    try PlanSchemaTests.validate(json)
    let silent = try Self.plan(Self.host(.fiveTuple), Self.host(.fiveTuple, idleTimeout: 60))
    #expect(try JSONDecoder().decode(Document.self, from: silent.json()).warnings == nil)
  }

  @Test("is all that is warned of")
  func silence() throws {
    for new in [Self.host(.fiveTuple, idleTimeout: 60), HostState(topology: "t")] {
      for lines in try Self.lines(Self.host(.fiveTuple), new) {
        #expect(!lines.contains { $0.contains("Warning") })
      }
    }
    for lines in try Self.lines(HostState(topology: "t"), Self.host(.twoTuple)) {
      #expect(!lines.contains { $0.contains("Warning") })
    }
  }
}
