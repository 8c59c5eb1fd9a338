import HostState
import IPAddressing
import Planning
import Testing

@Suite("A change of stickiness")
struct WarningTests {
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
      resource: "security/gateway_load_balancer/inspection",
      dataPlane: .gatewayLoadBalancer(dataPlane))
    return state
  }

  private static func lines(_ old: HostState, _ new: HostState) throws -> [[String]] {
    let plan = try Plan(from: old, to: new, toolVersion: "test")
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
          "Warning: bw.t.gwlb: stickiness 5_tuple -> 2_tuple forgets all flows. Established TCP "
            + "connections end; what else is under way may move to another appliance.",
          "Plan: 0 to add, 1 to change, 0 to destroy.",
        ])
    }
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
