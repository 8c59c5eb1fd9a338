import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("Paths of every kind")
  struct PathTests {
    @Test("a NAT gateway's two legs: the firewall sees both directions, the server the gateway")
    func translation() async throws {
      try await Lab.run { lab in
        try lab.apply(Repository.path("examples/egress/topology.yaml"))
        for (zone, gateway) in [("a", "203.0.113.50"), ("b", "203.0.113.51")] {
          let instance = Client(namespace: "bw.egress.app.instance.web-\(zone)")
          try instance.getEventually("198.51.100.20")
          let port: UInt16 = zone == "a" ? 40_001 : 40_002
          _ = try instance.get("198.51.100.20", localPort: port)
          let flows = try lab.flows("egress", port: port)
          #expect(flows.map(\.endpoint) == ["app/gwlb_endpoint/inspect-\(zone)"])
          #expect(flows.map(\.isInspectedBothWays) == [true])
          let log = "/run/bumpwire/egress/logs/internet.server/main.stderr"
          let isLogged = try eventually(within: 10) {
            try String(contentsOfFile: log, encoding: .utf8).contains("::ffff:\(gateway) - - ")
          }
          #expect(isLogged, "the server saw \(gateway)")
        }
        // Nobody gets in by the gateway's address.
        let client = Client(namespace: "bw.egress.internet.client")
        #expect(throws: Client.Failure.self) {
          try client.connect(to: "203.0.113.50", port: 8080, seconds: 1)
        }
        try lab.destroy("egress")
      }
    }

    @Test("IPv6 passes untranslated and inspected both ways, fragments included")
    func untranslated() async throws {
      try await Lab.run { lab in
        try lab.apply(
          try lab.topology(
            "examples/egress",
            changing: [("web: { subnet: app,", "web: { subnet: app, source_dest_check: false,")]))
        let client = Client(namespace: "bw.egress.internet.client")
        let address = "2001:db8:1:21::4"
        try client.getEventually(address, port: 8080)
        _ = try client.get(address, port: 8080, localPort: 40_001)
        let flows = try lab.flows("egress", port: 40_001)
        #expect(flows.map(\.sourceAddress) == ["2001:db8:ffff:ffff::10"])
        #expect(flows.map(\.isInspectedBothWays) == [true])
        #expect(throws: Client.Failure(errno: ECONNREFUSED), "the firewall's answer") {
          try client.connect(to: address, port: 22)
        }
        let ping = try RunningCommand(
          ["ping", "-n", "-c", "3", "-i", "0.2", "-s", "4000", address], in: client.namespace
        ).wait()
        #expect(ping.output.contains(" 3 received"), "\(ping)")

        // Beyond the VPC nobody is spoken for, however freely an instance sends.
        let web = "bw.egress.app.instance.web-a"
        try Shell.run("ip -n \(web) addr add 2001:db8:2::66/128 dev lo")
        for (source, drops) in [("2001:db8:1:21::4", 0), ("2001:db8:2::66", 1)] {
          let ping = try RunningCommand(
            ["ping", "-n", "-c", "1", "-W", "1", "-I", source, "2001:db8:ffff:ffff::10"], in: web
          ).wait()
          #expect(ping.output.contains(" \(1 - drops) received"), "\(ping)")
          #expect(
            try eventually(within: 10) {
              try lab.status("egress").dropped("to the internet from beyond the VPC") == drops
            }, "\(source)")
        }

        // Errors of the internet gateway and of the VPC's router, neither of them an instance's.
        for hops in 2...3 {
          let ping = try RunningCommand(
            ["ping", "-n", "-c", "1", "-W", "2", "-t", "\(hops)", address], in: client.namespace
          ).wait()
          #expect(ping.output.contains("Time exceeded"), "\(hops): \(ping)")
        }

        // The internet gateway's own error: path MTU discovery needs it.
        try Shell.run("ip -n bw.egress.app.internet_gateway link set vpc mtu 1400")
        let large = try client.datagrams(to: address, port: 9)
        try large.forbidFragments()
        #expect(large.pathMTU == 1500)
        try large.send([UInt8](repeating: 7, count: 1440))
        #expect(eventually(within: 10) { large.pathMTU == 1400 })
        try lab.destroy("egress")
      }
    }

    @Test("two services in a row, one between subnets, none to a peer")
    func chain() async throws {
      try await Lab.run { lab in
        try lab.apply(Repository.path("examples/chain/topology.yaml"))
        let client = Client(namespace: "bw.chain.internet.client")
        let web = Client(namespace: "bw.chain.app.instance.web")
        try client.getEventually("203.0.113.20", port: 8080)
        try web.getEventually("10.0.31.4", port: 8080)
        try web.getEventually("10.1.21.4", port: 8080)

        let text = String(repeating: "0123456789abcdef", count: 1 << 16)
        let folder = "/run/bumpwire/chain/processes/app.instance.web/main"
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/large"))
        let arrived = try client.get(
          "203.0.113.20", port: 8080, path: "/large", localPort: 40_001, seconds: 30)
        #expect(arrived == text, "super-packets are wrapped twice")
        _ = try web.get("10.0.31.4", port: 8080, localPort: 40_002)
        _ = try web.get("10.1.21.4", port: 8080, localPort: 40_003)

        let endpoints = { (port: UInt16) in
          try lab.flows("chain", port: port).filter(\.isInspectedBothWays).map(\.endpoint).sorted()
        }
        #expect(
          try endpoints(40_001) == ["app/gwlb_endpoint/inner", "app/gwlb_endpoint/outer"])
        #expect(try endpoints(40_002) == ["app/gwlb_endpoint/east"])
        #expect(try endpoints(40_003).isEmpty)
        #expect(try lab.flows("chain", port: 40_003).isEmpty)

        let peer = Client(namespace: "bw.chain.shared.instance.web")
        #expect(throws: Client.Failure(errno: ETIMEDOUT), "no route, as the model says") {
          try peer.connect(to: "10.0.31.4", port: 8080, seconds: 1)
        }
        try lab.destroy("chain")
      }
    }
  }
}
