import Testing

extension KernelTests {
  @Suite("Tenants with the same addresses")
  struct OverlapTests {
    @Test("two VPCs share a gateway load balancer at the same time, with the same five-tuple")
    func twins() async throws {
      try await Lab.run { lab in
        let path = try lab.topology("Tests/EndToEndTests/Topologies/twins")
        try lab.apply(path)
        try lab.expectNoChanges(path)
        let client = Client(namespace: "bw.twins.internet.client")
        let tenants = [("red", "203.0.113.30"), ("blue", "203.0.113.31")]
        for (_, address) in tenants { try client.getEventually(address, port: 8080) }

        // Behind the gateways both are 198.51.100.10:40001 -> 10.0.21.10:8080, and open together.
        let connections = try tenants.map { tenant, address in
          (tenant, try client.connect(to: address, port: 8080, localPort: 40_001))
        }
        for (tenant, connection) in connections {
          #expect(try connection.get("/resource", host: tenant) == "\(tenant)/instance/web")
        }
        let flows = try lab.flows("twins", port: 40_001)
        #expect(
          Set(flows.map(\.endpoint)) == [
            "red/gwlb_endpoint/inspect", "blue/gwlb_endpoint/inspect",
          ])
        #expect(flows.count == 2)
        for flow in flows {
          #expect(flow.destinationAddress == "10.0.21.10" && flow.sourcePort == 40_001)
          #expect(flow.isInspectedBothWays)
        }
        try lab.destroy("twins")
      }
    }
  }
}
