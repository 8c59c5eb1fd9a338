import Foundation
import Testing

extension KernelTests {
  /// The packets are made by scapy, of which Topologies/attacks/attack.py says what each is for.
  @Suite("Packets that nobody should send")
  struct AttackTests {
    private static let source = "Tests/EndToEndTests/Topologies/attacks"
    private static let appliance = "bw.attacks.security.appliance_group.appliances.0"
    private static let script = Repository.path("\(source)/attack.py")
    private let client = Client(namespace: "bw.attacks.internet.client")

    @Test("none is delivered, whoever sends it, and each is counted by its reason")
    func attacks() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology(Self.source))
        try client.getEventually("203.0.113.30", port: 8080)
        try client.getEventually("203.0.113.31", port: 8080)
        let captured = "\(lab.folder)/captured.pcap"
        try capture(to: captured)

        // Everything malformed, by an appliance that has seen packets of both tenants.
        var before = try lab.status("attacks")
        let expected = try attack("appliance", captured, in: Self.appliance)
        try expectDrops(expected, since: before, lab)
        #expect(expected.values.reduce(0, +) > 30)
        var after = try lab.status("attacks")
        #expect(delivered(after) - delivered(before) == 1, "only the control")

        // An instance beside the appliances.
        before = after
        let spoofed = try attack(
          "instance", captured, in: "bw.attacks.security.instance.evil")
        try expectDrops(spoofed, since: before, lab)
        after = try lab.status("attacks")
        #expect(delivered(after) == delivered(before))

        // Another VPC, whose routes lead to the appliances.
        let result = try RunningCommand(
          [
            "/usr/bin/python3", "-c",
            "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); "
              + "[s.sendto(bytes(size), ('10.100.1.5', 6081)) for size in (60, 60, 4000)]",
          ], in: "bw.attacks.neighbor.instance.evil"
        ).wait()
        #expect(result.status == 0, "\(result)")
        // Of fragments the first tells that they are GENEVE; the others alone are nothing.
        #expect(
          try eventually(within: 10) {
            try lab.status("attacks").dropped("GENEVE from beyond the VPC's subnets") == 3
          })
        // It speaks for the internet, and for the VPC that it speaks to.
        let forged = try RunningCommand(
          [
            "/usr/bin/python3", "-c",
            "from scapy.layers.inet import IP, UDP; from scapy.sendrecv import send; "
              + "[send(IP(src=source, dst='10.100.1.66') / UDP(), verbose=False) "
              + "for source in ('198.51.100.10', '10.100.1.9')]",
          ], in: "bw.attacks.neighbor.instance.evil"
        ).wait()
        #expect(forged.status == 0, "\(forged)")
        #expect(
          try eventually(within: 10) {
            try lab.status("attacks").dropped("over a peering connection from beyond the peer") == 2
          })

        #expect(try client.get("203.0.113.30", port: 8080) == "red/instance/web")
        #expect(try client.get("203.0.113.31", port: 8080) == "blue/instance/web")
        try lab.destroy("attacks")
      }
    }

    @Test("an instance sends as itself only, unless its source_dest_check is off")
    func sourceCheck() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology(Self.source))
        func ping(_ host: String, as source: String?) throws -> Bool {
          let namespace = "bw.attacks.red.instance.\(host)"
          if let source {
            _ = try RunningCommand(
              ["ip", "addr", "add", "\(source)/32", "dev", "lo"], in: namespace
            )
            .wait()
          }
          let options = source.map { ["-I", $0] } ?? []
          // Nobody answers to a foreign address: what counts is what the other one receives.
          let counter = "bw.attacks.red.instance.web"
          let before = try received(counter)
          let result = try RunningCommand(
            ["ping", "-n", "-c", "1", "-W", "1"] + options + ["10.0.21.10"], in: namespace
          ).wait()
          #expect(result.output.contains("1 packets transmitted"), "\(result)")
          return try received(counter) > before
        }
        #expect(try ping("other", as: nil))
        #expect(try !ping("other", as: "192.0.2.1"))
        #expect(try ping("gateway", as: nil), "and it knows the other's Ethernet address")
        #expect(try ping("gateway", as: "192.0.2.1"))
        #expect(try lab.status("attacks").dropped("another's IP address as source") == 1)
        _ = try RunningCommand(
          ["tc", "qdisc", "delete", "dev", "i-other", "clsact"], in: "bw.attacks.red"
        ).wait()
        #expect(try !ping("other", as: nil), "a port without its program is closed")
        #expect(try lab.status("attacks").dropped("port without its source check") > 0)
        let metrics = try Bumpwire.run("metrics", "attacks").output
        #expect(metrics.contains("resource=\"red\",reason=\"port_without_its_source_check\"} "))
        #expect(try !ping("other", as: "192.0.2.1"))
        try lab.apply("\(lab.folder)/topology.yaml")
        #expect(try ping("other", as: nil))
        try lab.destroy("attacks")
      }
    }

    /// ICMP echo requests that a host's stack has received (`IcmpInEchos` of /proc/net/snmp).
    private func received(_ namespace: String) throws -> Int {
      let text = try RunningCommand(["cat", "/proc/net/snmp"], in: namespace).wait().output
      let lines = text.split(separator: "\n").filter { $0.hasPrefix("Icmp:") }
        .map { $0.split(separator: " ") }
      let place = try #require(lines.first?.firstIndex(of: "InEchos"))
      return try #require(Int(lines[1][place]))
    }

    /// A packet of each tenant, as it came to the first appliance.
    private func capture(to path: String) throws {
      let capture = try RunningCommand(
        ["/usr/bin/python3", "-B", Self.script, "capture", path, "60"], in: Self.appliance)
      // Of a group of two, about half of the flows are this one's.
      let isCaptured = eventually(within: 60) {
        for address in ["203.0.113.30", "203.0.113.31"] {
          _ = try? client.get(address, port: 8080, seconds: 1)
        }
        return FileManager.default.fileExists(atPath: path)
      }
      let result = capture.wait()
      try #require(isCaptured && result.lastLine == "2", "\(result)")
    }

    /// Sends attacks, and gives how many ought to be dropped for which reason.
    private func attack(
      _ kind: String, _ path: String, in namespace: String
    ) throws -> [String: Int] {
      let result = try RunningCommand(
        ["/usr/bin/python3", "-B", Self.script, kind, path], in: namespace
      ).wait(seconds: 120)
      try #require(result.status == 0, "\(result)")
      return try JSONDecoder().decode([String: Int].self, from: Data(result.lastLine.utf8))
    }

    private func expectDrops(
      _ expected: [String: Int], since before: StatusDocument, _ lab: Lab,
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      var found: [String: Int] = [:]
      _ = try eventually(within: 10) {
        let after = try lab.status("attacks")
        found = Dictionary(
          uniqueKeysWithValues: Set(after.drops.map(\.reason)).map {
            ($0, after.dropped($0) - before.dropped($0))
          }
        ).filter { $0.value != 0 && $0.key != "link-local or multicast" }
        return found == expected
      }
      #expect(found == expected, sourceLocation: sourceLocation)
    }

    /// Packets that left by an endpoint.
    private func delivered(_ status: StatusDocument) -> Int {
      status.gatewayLoadBalancers.flatMap(\.endpoints).reduce(0) { $0 + $1.fromTarget.packets }
    }
  }
}
