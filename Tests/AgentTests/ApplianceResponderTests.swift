import Glibc
import HostState
import IPAddressing
import RunDirectory
import TestSupport
import Testing

@testable import Agent

@Suite struct ApplianceResponderTests {
  private static func responder(_ bench: HealthBench) throws -> ApplianceResponder {
    try #require(
      ApplianceResponder(
        .passThrough(
          PassThroughDataPlane(
            link: LinkName(rawValue: "eth0"), linkIndex: 2, address: IPAddress(ipv4: 0x0a64_010a),
            nodeAddresses: [], healthPort: 80)),
        in: bench.target, control: bench.control, on: bench.loop, logger: bench.logger))
  }

  @Test(
    "An appliance is healthy while its programs are attached and its link is up",
    arguments: [GatewayLoadBalancerDataPlane.HealthProtocol.tcp, .http])
  func follows(kind: GatewayLoadBalancerDataPlane.HealthProtocol) async throws {
    try await HealthBench.run { bench in
      var check = HealthBench.check(kind)
      check.timeout = 0.2
      let responder = try Self.responder(bench)
      let supervisor = bench.makeSupervisor(HealthBench.dataPlane(check))
      let health = { supervisor.statuses(\.rawValue).first?.health }
      #expect(bench.drive { health() == .healthy })
      bench.control.attached = false
      #expect(bench.drive { health() == .unhealthy })
      #expect(responder.problem != nil)
      bench.control.attached = true
      #expect(bench.drive { health() == .healthy })
      #expect(responder.problem == nil)
      try Shell.run("ip -n \(bench.target) link set eth0 down")
      #expect(bench.drive { responder.problem != nil && health() == .unhealthy })
    }
  }

  @Test("Nothing of it keeps a namespace that was removed")
  func letsGo() async throws {
    try await HealthBench.run { bench in
      let responder = try Self.responder(bench)
      // The peer's end goes with the namespace: it can only go when no socket is left in it.
      try Shell.run("ip netns del \(bench.target)")
      #expect(bench.drive { responder.problem?.contains("cannot enter") == true })
      #expect(
        bench.drive { (try? Shell.run("ip -n \(bench.node) link show node")) == nil })
    }
  }
}
