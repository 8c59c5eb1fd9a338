import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("An apply that does not end well")
  struct InterruptionTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"

    @Test("a process that cannot start undoes everything: exit 3 with what, where and why")
    func rollback() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(
          Self.source,
          changing: [("[python3, -m, http.server, \"8080\"]", "[/nonexistent/server]")])
        let result = try Bumpwire.run("apply", "--yes", path)
        #expect(result.status == 3, "\(result)")
        #expect(result.errors.contains("bw.direct.app.instance.web"), "\(result)")
        #expect(result.errors.contains("/nonexistent/server"), "\(result)")
        #expect(result.errors.contains("No such file or directory"), "\(result)")
        #expect(result.errors.contains("topology.yaml:"), "\(result)")
        // All that remains is the journal, which says what was tried.
        let left = lab.leftovers.filter { !$0.hasPrefix("file /var/lib/bumpwire/direct.") }
        #expect(left.isEmpty, "\(left)")

        // What was mended is applied.
        let mended = try lab.topology(Self.source)
        try lab.apply(mended)
        try lab.expectNoChanges(mended)
        try lab.destroy("direct")
      }
    }

    @Test("a change that fails is undone, and what was there before goes on")
    func failedChange() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        let client = Client(namespace: "bw.direct.internet.client")
        try client.getEventually("203.0.113.20", port: 8080)
        let connection = try client.connect(to: "203.0.113.20", port: 8080)
        let before = try lab.status("direct")

        let change =
          "    instances:\n"
          + "      api: { subnet: app, public_address: 203.0.113.21, process: [/nonexistent] }\n"
        let changed = try lab.topology(
          Self.source, changing: [("    instances:\n", change)], as: "changed.yaml")
        let result = try Bumpwire.run("apply", "--yes", changed)
        #expect(result.status == 3, "\(result)")
        #expect(result.errors.contains("bw.direct.app.instance.api"), "\(result)")
        try lab.expectNoChanges(path)
        #expect(try connection.get("/resource", host: "web") == "app/instance/web")
        let after = try lab.status("direct")
        #expect(after.agent.pid == before.agent.pid)
        #expect(after.processes.map(\.pid) == before.processes.map(\.pid))
        try lab.destroy("direct")
      }
    }

    @Test("an obstacle that cannot be removed is named with the kernel's words, and kept")
    func obstacle() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        // A folder that has a namespace's name.
        let obstacle = "/run/netns/bw.direct.app.instance.web"
        try FileManager.default.createDirectory(
          atPath: obstacle, withIntermediateDirectories: true)
        let result = try Bumpwire.run("apply", "--yes", path)
        #expect(result.status == 3, "\(result)")
        #expect(result.errors.contains("netns delete bw.direct.app.instance.web"), "\(result)")
        #expect(result.errors.contains("Is a directory (EISDIR)"), "\(result)")
        #expect(result.errors.contains("\(path):"), "\(result)")
        let destroy = try Bumpwire.run("destroy", "direct", "--yes")
        #expect(destroy.status == 1, "\(destroy)")
        #expect(
          lab.leftovers.filter { !$0.hasPrefix("file") }
            == ["namespace bw.direct.app.instance.web"])
        try FileManager.default.removeItem(atPath: obstacle)
        try lab.apply(path)
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("no room for the database: nothing is changed; none for the journal: all of it is undone")
    func fullDisk() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try FileManager.default.createDirectory(
          atPath: "/var/lib/bumpwire", withIntermediateDirectories: true)
        for (kilobytes, status) in [(4, 69), (128, Int32(3))] {
          try Shell.run("mount -t tmpfs -o size=\(kilobytes)k tmpfs /var/lib/bumpwire")
          let apply = try Bumpwire.run("apply", "--yes", path)
          #expect(apply.status == status, "\(apply)")
          #expect(apply.errors.contains("database or disk is full"), "\(apply)")
          #expect(!lab.leftovers.contains { $0.hasPrefix("namespace") })
          let destroy = try Bumpwire.run("destroy", "direct", "--yes")
          #expect(destroy.status == 0, "\(destroy)")
          try Shell.run("umount /var/lib/bumpwire")
          lab.expectNothingLeft()
        }
      }
    }

    @Test(
      "killed at some operation, apply goes on from there and destroy leaves nothing",
      arguments: [1, 40, 100, 150, 168])
    func killed(_ operation: Int) async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try interruptApply(path, at: operation, by: SIGKILL)
        if operation % 2 == 0 {
          try lab.apply(path)
          try lab.expectNoChanges(path)
          try Client(namespace: "bw.direct.internet.client")
            .getEventually("203.0.113.20", port: 8080)
        }
        try lab.destroy("direct")
      }
    }

    @Test("killed while it destroys, destroy goes on from there")
    func killedDestroy() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology(Self.source))
        let destroy = try Bumpwire.start(["destroy", "direct", "--yes"])
        #expect(eventually(within: 30) { destroy.errorText.contains("[3/") })
        destroy.send(SIGKILL)
        _ = destroy.wait()
        try lab.destroy("direct")
      }
    }

    @Test(
      "on SIGINT and SIGTERM it finishes what is in flight and says what the signal was",
      arguments: [SIGINT, SIGTERM])
    func signals(_ signal: Int32) async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let result = try interruptApply(path, at: 1, by: signal)
        #expect(result.status == 128 + signal, "\(result)")
        try lab.apply(path)
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    /// Starts an apply and sends it a signal once it tells of the operation of that number.
    @discardableResult
    private func interruptApply(
      _ path: String, at operation: Int, by signal: Int32
    ) throws -> CommandResult {
      let apply = try Bumpwire.start(["apply", "--yes", path])
      #expect(eventually(within: 60) { apply.errorText.contains("[\(operation)/") })
      apply.send(signal)
      return apply.wait()
    }
  }
}
