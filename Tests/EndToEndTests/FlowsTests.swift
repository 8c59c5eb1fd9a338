import Foundation
import Testing

extension KernelTests {
  @Suite("Flows")
  struct FlowsTests {
    private static let red = "red/gwlb_endpoint/inspect"
    private static let blue = "blue/gwlb_endpoint/inspect"

    @Test("are listed by endpoint, appliance, protocol, address or prefix, and port")
    func filters() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology("Tests/EndToEndTests/Topologies/twins"))
        let client = Client(namespace: "bw.twins.internet.client")
        for address in ["203.0.113.30", "203.0.113.31"] {
          try client.getEventually(address, port: 8080)
          _ = try client.get(address, port: 8080, localPort: 40_001)
        }
        _ = try client.get("203.0.113.30", port: 8080, localPort: 40_002)
        _ = try RunningCommand(
          ["ping", "-n", "-c", "1", "-W", "5", "203.0.113.31"], in: client.namespace
        ).wait()

        func endpoints(_ filter: String...) throws -> [String] {
          let result = try Bumpwire.run(["flows", "twins", "--format", "json"] + filter)
          try #require(result.status == 0, "\(result)")
          return try JSONDecoder().decode(FlowsDocument.self, from: Data(result.output.utf8)).flows
            .map(\.endpoint).sorted()
        }
        let all = try endpoints()
        #expect(Set(all) == [Self.red, Self.blue])
        #expect(try endpoints("--port", "40001") == [Self.blue, Self.red])
        #expect(try endpoints("--port", "40001", "--endpoint", Self.red) == [Self.red])
        #expect(try endpoints("--port", "40001", "--endpoint", "blue/*") == [Self.blue])
        #expect(try endpoints("--port", "40001", "--endpoint", "inspect").count == 2)
        #expect(try endpoints("--protocol", "icmp") == [Self.blue])
        #expect(try endpoints("--protocol", "1") == [Self.blue])
        #expect(try endpoints("--protocol", "gre") == [])
        #expect(try endpoints("--appliance", "firewalls") == all)
        #expect(try endpoints("--appliance", "firewalls[0]", "--port", "40002") == [Self.red])
        #expect(try endpoints("--address", "198.51.100.0/24") == all)
        #expect(try endpoints("--address", "198.51.100.10", "--port", "40002") == [Self.red])
        // Of one end, an address and a port: the client's port is not the server's.
        #expect(try endpoints("--address", "10.0.21.10", "--port", "40002") == [])
        #expect(try endpoints("--address", "2001:db8::/32") == [])
        let text = try Bumpwire.run("flows", "twins", "--port", "40002")
        #expect(text.output.contains("tcp 198.51.100.10:40002 -> 10.0.21.10:8080"), "\(text)")

        for (arguments, words) in [
          (["--endpoint", "red/gwlb_endpoint/inspct"], "did you mean `\(Self.red)`?"),
          (["--appliance", "firewals[0]"], "firewalls[0]`?"),
          (["--appliance", "firewalls[1]"], "firewalls[0]`"),
          (["--address", "198.51.100.10/24"], "did you mean `198.51.100.0/24`"),
          (["--address", "web"], "is no IP address and no CIDR block"),
          (["--protocol", "tpc"], "tcp"), (["--port", "0"], "1 to 65535"),
        ] {
          let result = try Bumpwire.run(["flows", "twins"] + arguments)
          #expect(result.status == 64, "\(result)")
          #expect(result.errors.contains(words), "\(result)")
        }
        try lab.destroy("twins")
        #expect(try Bumpwire.run("flows", "twins").status == 1)
      }
    }

    @Test("are printed as they are read: a long list takes no more memory than a short one")
    func many() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology("Tests/EndToEndTests/Topologies/twins"))
        let client = Client(namespace: "bw.twins.internet.client")
        try client.getEventually("203.0.113.30", port: 8080)
        let sender = try RunningCommand(
          [
            "python3", "-c",
            """
            import socket
            sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            for port in range(20_000, 36_000):
                sender.sendto(b"x", ("203.0.113.30", port))
            """,
          ], in: client.namespace
        ).wait()
        try #require(sender.status == 0, "\(sender)")

        /// The most memory that it took, in KiB, and what it wrote.
        func list(_ options: String...) throws -> (memory: Int, output: Data) {
          let path = "\(lab.folder)/flows"
          let result = try Bumpwire.run(
            ["flows", "twins"] + options,
            through: [
              "python3", "-c",
              """
              import resource, subprocess, sys
              subprocess.run(sys.argv[2:], stdout=open(sys.argv[1], "wb"), check=True)
              print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
              """, path,
            ])
          return (
            try #require(Int(result.lastLine), "\(result)"),
            try Data(contentsOf: URL(filePath: path))
          )
        }
        let few = try list("--format", "json", "--port", "20000")
        #expect(
          try JSONDecoder().decode(FlowsDocument.self, from: few.output).flows.count == 1)
        let all = try list("--format", "json", "--protocol", "udp")
        let document = try JSONSerialization.jsonObject(with: all.output) as? [String: Any]
        let flows = try #require(document?["flows"] as? [[String: Any]])
        #expect(flows.count > 12_000, "\(flows.count)")
        #expect(Set(flows.compactMap { $0["destination_port"] as? Int }).count == flows.count)
        #expect(
          all.memory - few.memory < 12_288, "\(all.memory) KiB, \(few.memory) with one flow")
        let none = try list("--format", "json", "--protocol", "gre")
        #expect(try JSONDecoder().decode(FlowsDocument.self, from: none.output).flows.isEmpty)
        try lab.destroy("twins")
      }
    }
  }
}
