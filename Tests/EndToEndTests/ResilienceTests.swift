import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("When something dies")
  struct ResilienceTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"
    private static let address = "203.0.113.20"
    private let client = Client(namespace: "bw.direct.internet.client")

    @Test("an appliance: it is told unhealthy, and new connections go to the other one")
    func appliance() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology(Self.source))
        try client.getEventually(Self.address, port: 8080)
        let areHealthy = try eventually(within: 60) {
          try lab.status("direct").targets.allSatisfy { $0.health == "healthy" }
        }
        try #require(areHealthy)

        let dead = "security/appliance_group/appliances[0]"
        let start = Date()
        try Shell.run("ip -n bw.direct.security.appliance_group.appliances.0 link set eth0 down")
        // Two probes 5 s apart, of 2 s each: 12 s at most by the clock, and room for a busy machine.
        let isTold = try eventually(within: 30) {
          try lab.status("direct").targets.contains {
            $0.resource == dead && $0.health == "unhealthy"
          }
        }
        #expect(isTold)
        #expect(Date().timeIntervalSince(start) > 2, "not before the probes could fail")
        // Sixteen source ports: with two appliances, both would be asked.
        for port in UInt16(41_000)..<41_016 {
          let answer = try client.get(Self.address, port: 8080, localPort: port)
          #expect(answer == "app/instance/web")
          let flows = try lab.flows("direct", port: port)
          #expect(flows.allSatisfy { $0.appliance != dead })
        }

        try Shell.run("ip -n bw.direct.security.appliance_group.appliances.0 link set eth0 up")
        let isBack = try eventually(within: 60) {
          try lab.status("direct").targets.allSatisfy { $0.health == "healthy" }
        }
        #expect(isBack)
        try lab.destroy("direct")
      }
    }

    @Test("the agent: traffic goes on without a loss, and apply starts another that adopts all")
    func agent() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        try client.getEventually(Self.address, port: 8080)
        let before = try lab.status("direct")
        let pid = try #require(before.agent.pid)
        #expect(before.agent.state == "up")
        #expect(Lab.commandLine(pid).contains("agent"))

        let ping = try RunningCommand(
          ["ping", "-n", "-i", "0.02", Self.address], in: client.namespace)
        kill(pid, SIGKILL)
        #expect(eventually(within: 10) { !lab.processes.contains(pid) })
        let meanwhile = try lab.status("direct")
        #expect(meanwhile.agent.state == "down")
        #expect(meanwhile.processes.map(\.pid) == before.processes.map(\.pid))
        #expect(meanwhile.targets.allSatisfy { $0.health == "healthy" })
        let text = try Bumpwire.run("status", "direct").output
        #expect(text.contains("as an agent left it: nobody checks it now"), "\(text)")
        let metrics = try Bumpwire.run("metrics", "direct").output
        #expect(metrics.contains("bumpwire_agent_up{topology=\"direct\"} 0"), "\(metrics)")
        #expect(!metrics.contains("bumpwire_healthy_hosts{"), "\(metrics)")
        let plan = try Bumpwire.run("plan", "--detailed-exitcode", path)
        #expect(plan.status == 2, "\(plan)")
        #expect(plan.errors.contains("no agent of direct runs"), "\(plan)")
        #expect(plan.output.contains("    + agent (it does not run)"), "\(plan)")
        #expect(plan.output.contains("Plan: 1 to add, 0 to change, 0 to destroy."), "\(plan)")
        for port in UInt16(41_000)..<41_016 {
          _ = try client.get(Self.address, port: 8080, localPort: port)
        }

        let again = try lab.apply(path)
        #expect(again.output.contains("The agent of topology direct runs again."), "\(again)")
        let after = try lab.status("direct")
        #expect(after.agent.state == "up" && after.agent.pid != pid)
        #expect(after.processes.map(\.pid) == before.processes.map(\.pid), "adopted")
        _ = try client.get(Self.address, port: 8080)
        ping.send(SIGINT)
        let result = ping.wait()
        #expect(result.output.contains(" 0% packet loss"), "\(result)")
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("after a reboot apply builds all of it again, with the same addresses and numbers")
    func reboot() async throws {
      try await Lab.run { lab in
        // An address is given that depends on what was there before: remembered, it stays.
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        let changed = try lab.topology(
          Self.source,
          changing: [
            (
              "    instances:\n",
              "    instances:\n      api: { subnet: app, public_address: 203.0.113.21 }\n"
            )
          ], as: "changed.yaml")
        try lab.apply(changed)
        let before = try Shell.run("ip -n bw.direct.app.instance.web -br address")
        // All that a kernel holds goes, and `/run` with it; `/var/lib` stays.
        lab.endProcesses()
        try Shell.run("umount -l /run/bumpwire/direct/bpf")
        for name in try FileManager.default.contentsOfDirectory(atPath: "/run/netns") {
          try Shell.run("ip netns delete \(name)")
        }
        try FileManager.default.removeItem(atPath: "/run/bumpwire")
        try lab.apply(changed)
        try lab.expectNoChanges(changed)
        #expect(try Shell.run("ip -n bw.direct.app.instance.web -br address") == before)
        try client.getEventually(Self.address, port: 8080)
        try lab.destroy("direct")
      }
    }

    @Test("an agent that is stopped is told of at once, by status and by list, with its pid")
    func stoppedAgent() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        let pid = try #require(try lab.status("direct").agent.pid)
        #expect(try Bumpwire.run("list").output.contains("agent up, pid \(pid)"))
        kill(pid, SIGSTOP)
        let status = try Bumpwire.run("status", "direct")
        #expect(
          status.output.contains("the agent does not answer, pid \(pid): it is stopped"),
          "\(status)")
        #expect(status.output.contains("app/instance/web"), "\(status)")
        let document = try lab.status("direct").agent
        #expect(document.state == "down" && document.pid == pid)
        #expect(try Bumpwire.run("list").output.contains("does not answer, pid \(pid)"))
        try lab.apply(path)
        #expect(try lab.status("direct").agent.state == "up")
        kill(try #require(try lab.status("direct").agent.pid), SIGKILL)
        #expect(
          try eventually(within: 10) {
            try Bumpwire.run("status", "direct").output.contains("no agent runs")
          })
        #expect(try Bumpwire.run("list").output.contains("agent down"))
        try lab.destroy("direct")
      }
    }

    @Test(
      "its programs: detached, nothing passes uninspected; plan tells, and apply puts them back",
      arguments: ["gateway_load_balancer", "appliance_group", ""])
    func programs(_ kind: String) async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        try client.getEventually(Self.address, port: 8080)
        let connection = try client.connect(to: Self.address, port: 8080)
        let found = try Shell.run([
          "find", "/run/bumpwire/direct/bpf", "-path", "*%2e\(kind)*/links/*", "-print", "-delete",
        ])
        #expect(found.split(separator: "\n").count >= 2, "\(found)")
        // The kernel detaches in its own time.
        let isDetached = eventually(within: 30) {
          (try? client.connect(to: Self.address, port: 8080, seconds: 2)) == nil
        }
        #expect(isDetached)
        try connection.send("GET /resource HTTP/1.0\r\n\r\n")
        #expect(throws: Client.Failure(errno: ETIMEDOUT)) { try connection.receive(seconds: 1) }
        let plan = try Bumpwire.run("plan", "--detailed-exitcode", path)
        #expect(plan.status == 2, "\(plan)")
        try lab.apply(path)
        try lab.expectNoChanges(path)
        #expect(try client.getEventually(Self.address, port: 8080) == "app/instance/web")
        try lab.destroy("direct")
      }
    }

    @Test("an instance's process: the agent starts it again")
    func process() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology(Self.source))
        try client.getEventually(Self.address, port: 8080)
        let pid = try #require(try lab.status("direct").processes.first?.pid)
        kill(pid, SIGKILL)
        let isBack = try eventually(within: 30) {
          guard let process = try lab.status("direct").processes.first else { return false }
          return process.state == "running" && process.pid != pid
        }
        #expect(isBack)
        try client.getEventually(Self.address, port: 8080)
        try lab.destroy("direct")
      }
    }

    @Test(
      "destroy leaves nothing, though agent and server are dead and the database is lost or junk",
      arguments: [nil, "junk"])
    func destruction(_ database: String?) async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology(Self.source))
        let status = try lab.status("direct")
        for pid in [status.agent.pid, status.processes.first?.pid] {
          kill(try #require(pid), SIGKILL)
        }
        let path = "/var/lib/bumpwire/direct.sqlite"
        if let database {
          try Data(database.utf8).write(to: URL(filePath: path))
        } else {
          try FileManager.default.removeItem(atPath: path)
        }
        try lab.destroy("direct")
      }
    }

    @Test("a name that leads to the host's own namespace is nobody's to change")
    func strangeName() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try Shell.run("mkdir -p /run/netns")
        try Shell.run("touch /run/netns/bw.direct.app")
        try Shell.run("mount --bind /proc/self/ns/net /run/netns/bw.direct.app")
        try Shell.run("ip link add mine type bridge")
        let before = try Shell.run("ip -d address")
        for command in [["apply", "--yes", path], ["plan", path]] {
          let result = try Bumpwire.run(command)
          #expect(result.status == 69, "\(result)")
          #expect(result.errors.contains("the host's own network namespace"), "\(result)")
        }
        // Only the name goes.
        let destroyed = try Bumpwire.run("destroy", "direct", "--yes")
        #expect(destroyed.status == 0, "\(destroyed)")
        #expect(access("/run/netns/bw.direct.app", F_OK) != 0)
        #expect(try Shell.run("ip -d address") == before)
        try Shell.run("ip link del mine")
        try lab.apply(path)
        try lab.destroy("direct")
      }
    }

    @Test("a link to somebody else's namespace is taken away, and nothing that it leads to")
    func linkedName() async throws {
      try await Lab.run { lab in
        try Shell.run("ip netns add foreign")
        try Shell.run("ip -n foreign link set lo up")
        let sleeper = try Shell.run([
          "sh", "-c", "ip netns exec foreign sleep 600 >/dev/null 2>&1 & echo $!",
        ]).trimmingCharacters(in: .whitespacesAndNewlines)
        defer { _ = try? Shell.run("kill \(sleeper)") }
        try #require(
          eventually(within: 10) {
            (try? Shell.run("ip netns identify \(sleeper)").contains("foreign")) ?? false
          })
        try Shell.run("ln -s /run/netns/foreign /run/netns/bw.direct.link")
        let destroyed = try Bumpwire.run("destroy", "direct", "--yes")
        #expect(destroyed.status == 0, "\(destroyed)")
        #expect(access("/run/netns/bw.direct.link", F_OK) != 0)
        #expect(access("/proc/\(sleeper)", F_OK) == 0)
        try Shell.run("ip -n foreign link show lo")
        try Shell.run("ip netns del foreign")
      }
    }

    @Test("a database that is lost, or is elsewhere, is told of: assigned addresses may move")
    func otherState() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        let plan = try Bumpwire.run("plan", path, "--state-dir", "\(lab.folder)/elsewhere")
        #expect(plan.status == 0, "\(plan)")
        #expect(
          plan.errors.contains("direct is on this host, and nothing is remembered"), "\(plan)")
        #expect(try Bumpwire.run("plan", path).errors.isEmpty)
        try lab.destroy("direct")
      }
    }
  }
}
