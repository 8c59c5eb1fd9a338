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

  @Test("It answers in a namespace that was made anew between two looks")
  func madeAnew() async throws {
    try await HealthBench.run { bench in
      let responder = try Self.responder(bench)
      #expect(bench.drive { responder.problem == nil })
      try Shell.run("ip netns del \(bench.target)")
      try TestSupport.NetworkNamespace.add(bench.target.rawValue)
      // The old end lives on with the old namespace, for as long as the listener keeps it.
      try Shell.run("ip -n \(bench.node) link del node")
      try bench.connect()
      var check = HealthBench.check(.tcp)
      check.timeout = 0.2
      let supervisor = bench.makeSupervisor(HealthBench.dataPlane(check))
      #expect(bench.drive { supervisor.statuses(\.rawValue).first?.health == .healthy })
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
