import Foundation
import TestSupport
import Testing

extension KernelTests {
  /// With the program that `BUMPWIRE_GWLBTUN` names, as `make real-appliances` does; else with a
  /// stand-in of its command line, Topologies/gwlbtun/gwlbtun.
  @Suite("AWS's tunnel handler, or its stand-in")
  struct GwlbtunTests {
    private static let appliance = "bw.gwlbtun.security.appliance_group.appliances.0"
    private let client = Client(namespace: "bw.gwlbtun.internet.client")

    /// Answers each datagram with its own name and what came.
    private static let echo = """
      import socket, sys
      family = socket.AF_INET6 if ":" in sys.argv[2] else socket.AF_INET
      server = socket.socket(family, socket.SOCK_DGRAM)
      server.bind((sys.argv[2], 7))
      while True:
          data, sender = server.recvfrom(65535)
          server.sendto(sys.argv[1].encode() + b" " + data, sender)
      """

    @Test("serves both tenants in both families, with the same five-tuple at the same time")
    func traffic() async throws {
      try await Lab.run { lab in
        let path = try lab.gwlbtunExample()
        try lab.apply(path)
        let pages = [
          ("203.0.113.30", "red/instance/web"), ("203.0.113.31", "blue/instance/web"),
          ("2001:db8:1:21::10", "red/instance/web"),
        ]
        for (address, page) in pages {
          #expect(try client.getEventually(address, port: 8080) == page)
        }
        let connections = try pages.dropLast().map { address, page in
          (page, try client.connect(to: address, port: 8080, localPort: 40_001))
        }
        for (page, connection) in connections {
          #expect(try connection.get("/resource", host: "tenant") == page)
        }
        let flows = try lab.flows("gwlbtun", port: 40_001)
        #expect(flows.count == 2 && flows.allSatisfy(\.isInspectedBothWays))

        // More than a packet each, both ways.
        let folder = "/run/bumpwire/gwlbtun/processes/red.instance.web/main"
        let text = String(repeating: "0123456789abcdef", count: 1 << 14)
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/large"))
        for (address, _) in [pages[0], pages[2]] {
          #expect(try client.get(address, port: 8080, path: "/large", seconds: 30) == text)
          let ping = try RunningCommand(
            ["ping", "-n", "-c", "2", "-i", "0.2", "-W", "5", address], in: client.namespace
          ).wait()
          #expect(ping.output.contains(" 2 received"), "\(ping)")
        }
        // UDP both ways, of the same ports for both tenants, and in fragments.
        let servers = try [("red", "::"), ("blue", "0.0.0.0")].map { tenant, address in
          try RunningCommand(
            ["python3", "-c", Self.echo, tenant, address], in: "bw.gwlbtun.\(tenant).instance.web")
        }
        defer {
          for server in servers {
            server.send(SIGTERM)
            _ = server.wait()
          }
        }
        let datagrams = try pages.map { address, page in
          (page, try client.datagrams(to: address, port: 7))
        }
        for size in [1, 1400, 3000] {
          let text = String(repeating: "u", count: size)
          for (page, datagrams) in datagrams {
            let answer = "\(page.prefix { $0 != "/" }) \(text)"
            let isAnswered = eventually(within: 20) {
              try? datagrams.send(text)
              return (try? datagrams.receive(seconds: 1)) == answer
            }
            #expect(isAnswered, "\(size) bytes of \(page)")
          }
        }
        // An ICMP error back.
        for (address, _) in pages {
          let closed = try client.datagrams(to: address, port: 9)
          try closed.send("anyone")
          #expect(closed.pendingError(seconds: 10) == ECONNREFUSED)
        }
        let isHealthy = try eventually(within: 60) {
          try lab.status("gwlbtun").targets.allSatisfy { $0.health == "healthy" }
        }
        #expect(isHealthy, "by its own health port")
        try lab.destroy("gwlbtun")
      }
    }

    @Test("has its tunnels for itself, unlike a tunnel that somebody leaves in its namespace")
    func tunnels() async throws {
      try await Lab.run { lab in
        let path = try lab.gwlbtunExample()
        try lab.apply(path)
        try client.getEventually("203.0.113.30", port: 8080)
        let links = try Shell.run("ip -n \(Self.appliance) -br link")
        #expect(links.contains("gwi-") && links.contains("gwo-"), "\(links)")
        let name = try #require(
          links.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("gwo-") })
        try Shell.run("ip -n \(Self.appliance) route add default dev \(name) table 7")
        try Shell.run("ip -n \(Self.appliance) rule add iif \(name) lookup 7")
        try lab.expectNoChanges(path)
        // An apply that changes something else leaves them.
        try Shell.run("ip -n bw.gwlbtun.red link set s-app mtu 1400")
        try lab.apply(path)
        #expect(try client.get("203.0.113.30", port: 8080) == "red/instance/web")

        try Shell.run("ip -n \(Self.appliance) tuntap add stray mode tun")
        let plan = try Bumpwire.run("plan", "--detailed-exitcode", path)
        #expect(plan.status == 2 && plan.output.contains("link stray tun"), "\(plan)")
        #expect(plan.lastLine == "Plan: 0 to add, 0 to change, 1 to destroy.", "\(plan)")
        try lab.apply(path)
        try lab.expectNoChanges(path)
        try lab.destroy("gwlbtun")
      }
    }

    @Test("has what goes with it when it ends, tables of nftables too, and nobody else has")
    func holdings() async throws {
      try await Lab.run { lab in
        let own =
          "table inet own { flags owner; chain c { type filter hook forward priority 0; }; }"
        let holder = "(echo '\(own)'; exec sleep infinity) | nft -i >/dev/null &"
        let path = try lab.gwlbtunExample(
          changing: [
            ("              exec /usr", "              \(holder)\n              exec /usr")
          ])
        try lab.apply(path)
        try client.getEventually("203.0.113.30", port: 8080)
        func tables() throws -> String {
          try RunningCommand(["nft", "list", "tables"], in: Self.appliance).wait().output
        }
        #expect(try eventually(within: 10) { try tables().contains("inet own") })
        try lab.expectNoChanges(path)

        // The same of somebody who is not the topology's.
        let stranger = try RunningCommand(
          ["sh", "-c", holder.replacing("inet own", with: "inet stray") + " wait"],
          in: Self.appliance)
        #expect(try eventually(within: 10) { try tables().contains("inet stray") })
        let tunnel = try RunningCommand(
          [
            "/usr/bin/python3", "-c",
            """
            import fcntl, os, struct, time
            device = os.open("/dev/net/tun", os.O_RDWR)
            fcntl.ioctl(device, 0x400454CA, struct.pack("16sH22x", b"stray", 0x1001))
            time.sleep(600)
            """,
          ], in: Self.appliance)
        let isThere = try eventually(within: 10) {
          try Shell.run("ip -n \(Self.appliance) -br link").contains("stray")
        }
        #expect(isThere, "\(tunnel.errorText)")
        let plan = try Bumpwire.run("plan", "--detailed-exitcode", path)
        #expect(plan.status == 2 && plan.output.contains("link stray tun"), "\(plan)")
        #expect(plan.output.contains("inet stray") && !plan.output.contains("inet own"), "\(plan)")
        #expect(plan.lastLine == "Plan: 0 to add, 0 to change, 2 to destroy.", "\(plan)")
        kill(-stranger.pid, SIGKILL)
        kill(tunnel.pid, SIGKILL)
        _ = (stranger.wait(), tunnel.wait())
        #expect(try eventually(within: 10) { try !tables().contains("inet stray") })
        try lab.expectNoChanges(path)

        // Its end takes them with it; the next one has its own.
        let process = try #require(
          try lab.status("gwlbtun").processes.first { $0.resource.contains("appliance_group") })
        kill(try #require(process.pid), SIGKILL)
        #expect(try eventually(within: 30) { try !tables().contains("inet own") })
        #expect(try eventually(within: 30) { try tables().contains("inet own") })
        try client.getEventually("203.0.113.30", port: 8080)
        try lab.expectNoChanges(path)
        try lab.destroy("gwlbtun")
      }
    }
  }
}

extension Lab {
  /// The example, with a program that is there.
  func gwlbtunExample(changing changes: [(String, String)] = []) throws -> String {
    let program =
      ProcessInfo.processInfo.environment["BUMPWIRE_GWLBTUN"]
      ?? Repository.path("Tests/EndToEndTests/Topologies/gwlbtun/gwlbtun")
    print("gwlbtun is \(program)")
    return try topology(
      "examples/gwlbtun", changing: changes + [("/usr/local/bin/gwlbtun", program)])
  }
}
