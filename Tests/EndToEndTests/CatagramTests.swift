import Foundation
import Testing

extension KernelTests {
  @Suite("The catagram example")
  struct CatagramTests {
    private static let path = Repository.path("examples/catagram/topology.yaml")
    private static let addresses = ["203.0.113.10", "203.0.113.11"]
    private let client = Client(namespace: "bw.catagram.internet.client")

    @Test("both public addresses are answered by both instances")
    func load() async throws {
      try await Lab.run { lab in
        try lab.apply(Self.path)
        for address in Self.addresses {
          var answers: Set<String> = []
          let areBoth = eventually(within: 30) {
            if let answer = try? client.get(address, seconds: 1) { answers.insert(answer) }
            return answers.count >= 2
          }
          #expect(areBoth)
          #expect(answers == ["app/instance/web-a", "app/instance/web-b"])
        }
        try lab.destroy("catagram")
      }
    }

    @Test("an instance is told the client's address, behind all that the client says itself")
    func forwardedFor() async throws {
      try await Lab.run { lab in
        let server = try lab.write(
          """
          from http.server import BaseHTTPRequestHandler, HTTPServer

          class Echo(BaseHTTPRequestHandler):
              def do_GET(self):
                  body = "\\n".join(self.headers.get_all("X-Forwarded-For", [])).encode()
                  self.send_response(200)
                  self.send_header("Content-Length", str(len(body)))
                  self.end_headers()
                  self.wfile.write(body)

          HTTPServer(("", 8080), Echo).serve_forever()
          """, to: "echo.py")
        try lab.apply(
          try lab.topology(
            "examples/catagram",
            changing: [("[python3, -m, http.server, \"8080\"]", "[python3, \(server)]")]))
        let address = Self.addresses[0]
        try client.getEventually(address)
        func told(_ lines: String...) throws -> [String] {
          let result = try RunningCommand(
            ["curl", "-s", "--max-time", "10", "http://\(address)/"]
              + lines.flatMap { ["-H", "X-Forwarded-For: \($0)"] }, in: client.namespace
          ).wait()
          return result.output.split(separator: "\n").map(String.init)
        }
        #expect(try told() == ["198.51.100.10"])
        #expect(
          try told("192.0.2.1, 192.0.2.2") == ["192.0.2.1, 192.0.2.2, 198.51.100.10"])
        #expect(
          try told("192.0.2.1", "192.0.2.2, 192.0.2.3")
            == ["192.0.2.1", "192.0.2.2, 192.0.2.3", "198.51.100.10"])
        try lab.destroy("catagram")
      }
    }

    @Test("both directions of a flow are seen by one appliance, that of the endpoint's zone")
    func oneAppliance() async throws {
      try await Lab.run { lab in
        try lab.apply(Self.path)
        for (index, address) in Self.addresses.enumerated() {
          try client.getEventually(address)
          let port = UInt16(40_001 + index)
          let before = try lab.status("catagram").targetTraffic
          _ = try client.get(address, localPort: port)

          let flows = try lab.flows("catagram", port: port)
          let flow = try #require(flows.count == 1 ? flows.first : nil)
          let zone = index == 0 ? "a" : "b"
          #expect(flow.isInspectedBothWays, "\(flow)")
          #expect(flow.sourceAddress == "198.51.100.10" && flow.sourcePort == Int(port))
          #expect(flow.endpoint == "app/gwlb_endpoint/inspect-\(zone)")
          #expect(flow.appliance == "security/appliance_group/firewalls[\(index)]")

          let after = try lab.status("catagram").targetTraffic
          for (target, old) in before {
            let new = try #require(after[target])
            let isTarget = target == flow.appliance
            // SYN, request, acknowledgements, FIN one way; SYN-ACK, answer, FIN the other.
            #expect((new.toTarget.packets - old.toTarget.packets >= 7) == isTarget)
            #expect((new.fromTarget.packets - old.fromTarget.packets >= 7) == isTarget)
            #expect(new.newFlows - old.newFlows == (isTarget ? 1 : 0))
          }
        }
        try lab.destroy("catagram")
      }
    }

    @Test("a connection that the firewall forbids is refused by it, and nothing passes unasked")
    func forbidden() async throws {
      try await Lab.run { lab in
        try lab.apply(Self.path)
        try client.getEventually("203.0.113.10")
        #expect(throws: Client.Failure(errno: ECONNREFUSED)) {
          try client.connect(to: "203.0.113.10", port: 22)
        }
        let datagram = try client.datagrams(to: "203.0.113.10", port: 53)
        try datagram.send("query")
        #expect(datagram.pendingError(seconds: 10) == EHOSTUNREACH, "admin-prohibited")
        // The instances have no public address: nobody on the internet can name them.
        #expect(throws: Client.Failure.self) {
          try client.connect(to: "10.0.21.4", port: 8080, seconds: 1)
        }
        try lab.destroy("catagram")
      }
    }

    @Test("applying twice changes nothing")
    func twice() async throws {
      try await Lab.run { lab in
        try lab.apply(Self.path)
        let first = try lab.status("catagram")
        let again = try lab.apply(Self.path)
        #expect(again.lastLine.hasPrefix("No changes."), "\(again)")
        let second = try lab.status("catagram")
        #expect(second.agent.pid == first.agent.pid)
        #expect(second.processes.map(\.pid) == first.processes.map(\.pid))
        try lab.destroy("catagram")
      }
    }

    @Test("one changed route is a plan of one change, and an open connection does not notice")
    func route() async throws {
      try await Lab.run { lab in
        let endpoints = "endpoints: { routes: { 0.0.0.0/0: internet_gateway"
        let first = try lab.topology(
          "examples/catagram",
          changing: [(endpoints, endpoints + ", 192.0.2.0/24: internet_gateway")])
        try lab.apply(first)
        try client.getEventually("203.0.113.10")
        let connection = try client.connect(to: "203.0.113.10", port: 80)
        let before = try connection.get("/resource", host: "203.0.113.10")

        let second = try lab.topology(
          "examples/catagram", changing: [(endpoints, endpoints + ", 192.0.2.0/24: blackhole")],
          as: "second.yaml")
        let plan = try Bumpwire.run("plan", second)
        #expect(plan.lastLine == "Plan: 0 to add, 1 to change, 0 to destroy.", "\(plan)")
        try lab.apply(second)
        try lab.expectNoChanges(second)
        let after = try connection.get("/resource", host: "203.0.113.10")
        #expect(!before.isEmpty && !after.isEmpty)
        try lab.destroy("catagram")
      }
    }

    @Test("desired: 2 becomes 4 in place: an open connection and every process go on")
    func growth() async throws {
      try await Lab.run { lab in
        try lab.apply(Self.path)
        try client.getEventually("203.0.113.10")
        let connection = try client.connect(to: "203.0.113.10", port: 80)
        _ = try connection.get("/resource", host: "203.0.113.10")
        let before = try lab.status("catagram")
        #expect(before.targets.map(\.resource).count == 2)

        let larger = try lab.topology(
          "examples/catagram", changing: [("desired: 2", "desired: 4")])
        let plan = try Bumpwire.run("plan", larger)
        #expect(plan.lastLine.hasSuffix("0 to destroy."), "\(plan)")
        try lab.apply(larger)
        try lab.expectNoChanges(larger)
        _ = try connection.get("/resource", host: "203.0.113.10")
        let after = try lab.status("catagram")
        #expect(Set(after.targets.map(\.resource)).count == 4)
        #expect(after.processes.map(\.pid) == before.processes.map(\.pid))

        // And back: the two that remain keep what they have.
        try lab.apply(Self.path)
        try lab.expectNoChanges(Self.path)
        #expect(Set(try lab.status("catagram").targets.map(\.resource)).count == 2)
        try client.getEventually("203.0.113.11")
        try lab.destroy("catagram")
      }
    }
  }
}
