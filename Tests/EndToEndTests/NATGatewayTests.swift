import TestSupport
import Testing

extension KernelTests {
  @Suite("NAT gateways")
  struct NATGatewayTests {
    @Test("one serves what the routes send to it, and no neighbour that goes round them")
    func neighbor() async throws {
      try await Lab.run { lab in
        // An instance without a way out is a finding.
        try lab.apply(
          try lab.topology("Tests/EndToEndTests/Topologies/nat"), "--allow-findings")
        #expect(try isAnswered(from: "behind"))
        #expect(try !isAnswered(from: "beside"), "it has no public address")
        // Straight to the gateway's Ethernet address, which answers ARP.
        try Shell.run("ip -n bw.nat.app.instance.beside route replace default via 10.0.1.4")
        #expect(try !isAnswered(from: "beside"))
        let neighbors = try Shell.run("ip -n bw.nat.app.instance.beside neigh show 10.0.1.4")
        #expect(neighbors.contains("lladdr"), "\(neighbors)")
        #expect(try isAnswered(from: "behind"))
        try lab.destroy("nat")
      }
    }

    private func isAnswered(from instance: String) throws -> Bool {
      let result = try RunningCommand(
        ["ping", "-n", "-c", "1", "-W", "2", "198.51.100.20"],
        in: "bw.nat.app.instance.\(instance)"
      ).wait()
      #expect(result.output.contains("1 packets transmitted"), "\(result)")
      return result.status == 0
    }
  }
}
