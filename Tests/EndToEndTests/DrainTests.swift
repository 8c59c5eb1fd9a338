import Foundation
import Testing

extension KernelTests {
  @Suite("An appliance that is removed")
  struct DrainTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"
    private static let address = "203.0.113.20"
    private static let leaving = "security/appliance_group/appliances[1]"
    private static let namespace = "bw.direct.security.appliance_group.appliances.1"
    private static let size = 80 << 20  // more than socket buffers hold (tcp_rmem, tcp_wmem)
    private let client = Client(namespace: "bw.direct.internet.client")

    private func topology(
      _ lab: Lab, size: Int, delay: String, resets: Bool = false
    ) throws -> String {
      let reset = resets ? "\n        send_tcp_reset: { on_deregistration: true }" : ""
      return try lab.topology(
        Self.source,
        changing: [("size: 2", "size: \(size)\n        deregistration_delay: \(delay)\(reset)")],
        as: "size-\(size).yaml")
    }

    /// A connection through the appliance that leaves.
    private func connection(_ lab: Lab) throws -> Connection {
      try client.getEventually(Self.address, port: 8080)
      for port in UInt16(42_000)..<42_064 {
        let connection = try client.connect(to: Self.address, port: 8080, localPort: port)
        guard try lab.flows("direct", port: port).map(\.appliance) == [Self.leaving] else {
          continue
        }
        return connection
      }
      throw Client.Failure(errno: ENOENT)
    }

    /// A download that has begun, through the appliance that leaves.
    private func download(_ lab: Lab) throws -> Download {
      let connection = try connection(lab)
      let folder = "/run/bumpwire/direct/processes/app.instance.web/main"
      try Data(repeating: 0x78, count: Self.size).write(to: URL(filePath: "\(folder)/large"))
      try connection.send("GET /large HTTP/1.0\r\n\r\n")
      return Download(connection: connection)
    }

    private final class Download {
      let connection: Connection
      private(set) var count = 0

      init(connection: Connection) { self.connection = connection }

      /// Reads so many bytes more, or to the end.
      func read(_ bytes: Int = .max) throws {
        let target = bytes == .max ? .max : count + bytes
        while count < target {
          let chunk = try connection.receive(seconds: 10)
          if chunk.isEmpty { return }
          count += chunk.utf8.count
        }
      }
    }

    @Test("finishes its connections, gets no new one, and goes when the last has ended")
    func transfer() async throws {
      try await Lab.run { lab in
        try lab.apply(try topology(lab, size: 2, delay: "120s"))
        var download: Download? = try download(lab)
        try download?.read(1 << 20)

        let path = try topology(lab, size: 1, delay: "120s")
        let apply = try Bumpwire.start(["apply", "--yes", path])
        #expect(
          eventually(within: 30) { apply.errorText.contains("Draining \(Self.leaving): ") },
          "\(apply.errorText)")
        #expect(
          try lab.status("direct").targets.filter { $0.health == "draining" }.map(\.resource)
            == [Self.leaving])
        try download?.read(8 << 20)
        for port in UInt16(43_000)..<43_016 {
          #expect(try client.get(Self.address, port: 8080, localPort: port) == "app/instance/web")
          #expect(try lab.flows("direct", port: port).allSatisfy { $0.appliance != Self.leaving })
        }
        #expect(access("/run/netns/\(Self.namespace)", F_OK) == 0, "it is still there")
        try download?.read()
        #expect(try #require(download).count > Self.size, "all of it, and a header")
        download = nil  // closes the connection

        let result = apply.wait(seconds: 60)
        #expect(result.status == 0, "\(result)")
        #expect(access("/run/netns/\(Self.namespace)", F_OK) != 0)
        #expect(try lab.status("direct").dropped("target gone") == 0)
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("stays when apply is interrupted, and is whole again when the old file is applied")
    func interruption() async throws {
      try await Lab.run { lab in
        let old = try topology(lab, size: 2, delay: "120s")
        try lab.apply(old)
        let download = try download(lab)
        let apply = try Bumpwire.start(
          ["apply", "--yes", try topology(lab, size: 1, delay: "120s")])
        #expect(eventually(within: 30) { apply.errorText.contains("Draining ") })
        apply.send(SIGINT)
        let result = apply.wait()
        #expect(result.status == 130, "\(result)")
        try download.read(8 << 20)
        let plan = try Bumpwire.run("plan", "--detailed-exitcode", old)
        #expect(plan.status == 2, "\(plan)")
        try lab.apply(old)
        try lab.expectNoChanges(old)
        try download.read()
        #expect(download.count > Self.size)
        try lab.destroy("direct")
      }
    }

    @Test(
      "goes at once with --no-drain, and otherwise when the delay is over, whatever it carries",
      arguments: [("120s", "--no-drain"), ("2s", "--drain")])
    func impatience(_ delay: String, _ option: String) async throws {
      try await Lab.run { lab in
        try lab.apply(try topology(lab, size: 2, delay: delay))
        let connection = try connection(lab)
        let start = Date()
        let path = try topology(lab, size: 1, delay: delay)
        try lab.apply(path, option)
        #expect(option == "--no-drain" || Date().timeIntervalSince(start) > 2)
        #expect(access("/run/netns/\(Self.namespace)", F_OK) != 0)
        try connection.send("GET /resource HTTP/1.0\r\n\r\n")
        #expect(throws: Client.Failure(errno: ETIMEDOUT)) { try connection.receive(seconds: 1) }
        #expect(try lab.status("direct").dropped("target gone") > 0)
        #expect(try lab.flows("direct", port: 8080).contains { $0.isApplianceGone })
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("resets the connections that are left, where its group says so")
    func reset() async throws {
      try await Lab.run { lab in
        try lab.apply(try topology(lab, size: 2, delay: "120s", resets: true))
        let connection = try connection(lab)
        try lab.apply(try topology(lab, size: 1, delay: "120s", resets: true), "--no-drain")
        try connection.send("GET /resource HTTP/1.0\r\n\r\n")
        #expect(throws: Client.Failure(errno: ECONNRESET)) { try connection.receive() }
        #expect(try client.get(Self.address, port: 8080) == "app/instance/web")
        try lab.destroy("direct")
      }
    }
  }
}
