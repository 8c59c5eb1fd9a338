import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("An instance with a public address behind firewalls")
  struct DirectTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"
    private static let log = "/run/bumpwire/direct/logs/app.instance.web/main.stderr"
    private let client = Client(namespace: "bw.direct.internet.client")

    @Test(
      "the server sees the client's own address, whatever the appliance is",
      arguments: ["{ firewall: { rules: firewall.nft } }", "pass_through"])
    func originalAddress(_ appliance: String) async throws {
      try await Lab.run { lab in
        let path = try lab.topology(
          Self.source, changing: [("{ firewall: { rules: firewall.nft } }", appliance)])
        try lab.apply(path)
        #expect(try client.getEventually("203.0.113.20", port: 8080) == "app/instance/web")
        let isLogged = try eventually(within: 10) {
          try String(contentsOfFile: Self.log, encoding: .utf8)
            .contains("198.51.100.10 - - ")
        }
        #expect(isLogged)
        let others = try String(contentsOfFile: Self.log, encoding: .utf8).split(separator: "\n")
          .filter { !$0.hasPrefix("198.51.100.10 ") }
        #expect(others.isEmpty, "nobody else's address: \(others)")
        try lab.destroy("direct")
      }
    }

    @Test("ICMP errors cross the firewall both as refusal and as path MTU")
    func errors() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology(Self.source))
        try client.getEventually("203.0.113.20", port: 8080)
        // Nobody listens: the instance's own port-unreachable.
        let closed = try client.datagrams(to: "203.0.113.20", port: 9)
        try closed.send("anyone")
        #expect(closed.pendingError(seconds: 10) == ECONNREFUSED)
        // The firewall's own answer.
        let prohibited = try client.datagrams(to: "203.0.113.20", port: 10)
        try prohibited.send("anyone")
        #expect(prohibited.pendingError(seconds: 10) == EHOSTUNREACH)
        // A packet of the links' MTU passes whole, and comes back so.
        let whole = try RunningCommand(
          ["ping", "-n", "-c", "2", "-i", "0.2", "-M", "do", "-s", "1472", "203.0.113.20"],
          in: client.namespace
        ).wait()
        #expect(whole.output.contains(" 2 received"), "\(whole)")
        // The VPC's router: fragmentation needed.
        try Shell.run("ip -n bw.direct.app link set s-app mtu 1400")
        let large = try client.datagrams(to: "203.0.113.20", port: 9)
        try large.forbidFragments()
        #expect(large.pathMTU == 1500)
        try large.send([UInt8](repeating: 7, count: 1450))
        #expect(eventually(within: 10) { large.pathMTU == 1400 })
        try lab.destroy("direct")
      }
    }

    @Test("a link that somebody changed is drift, and the next apply puts it back")
    func drift() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        try Shell.run("ip -n bw.direct.app link set s-app mtu 1400")
        try Shell.run("ip -n bw.direct.app rule del pref 5000")
        let plan = try Bumpwire.run("plan", "--detailed-exitcode", path)
        #expect(plan.status == 2, "\(plan)")
        #expect(plan.lastLine == "Plan: 1 to add, 1 to change, 0 to destroy.", "\(plan)")
        try lab.apply(path)
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("a plan in a file is applied as it is, and refused once the host is another")
    func savedPlan() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let saved = "\(lab.folder)/plan.json"
        let plan = try Bumpwire.run("plan", path, "--out", saved)
        #expect(plan.status == 0, "\(plan)")
        #expect(try Bumpwire.run("show", saved).lastLine == plan.lastLine)
        try lab.apply(saved)
        try lab.expectNoChanges(path)
        let stale = try Bumpwire.run("apply", "--yes", saved)
        #expect(stale.status == 73, "\(stale)")
        try lab.destroy("direct")
      }
    }
  }
}
