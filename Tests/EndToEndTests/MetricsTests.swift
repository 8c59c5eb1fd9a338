import Foundation
import TestSupport
import Testing

extension KernelTests {
  /// What is served is read by Prometheus's own parser: Support/read_metrics.py.
  @Suite("Metrics")
  struct MetricsTests {
    private static let url = "http://127.0.0.1:9464/metrics"
    private let client = Client(namespace: "bw.direct.internet.client")

    @Test("what Prometheus reads is what status says, by endpoint, appliance, zone and reason")
    func scraped() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology("Tests/EndToEndTests/Topologies/direct"))
        try client.getEventually("203.0.113.20", port: 8080)
        // A segment of no connection.
        _ = try RunningCommand(
          [
            "/usr/bin/python3", "-c",
            "from scapy.all import *; "
              + "send(IP(dst='203.0.113.20')/TCP(sport=7,dport=8080,flags='A'), verbose=0)",
          ], in: client.namespace
        ).wait()
        let served = try Bumpwire.run("metrics", "direct", "--listen", "9464")
        #expect(served.status == 0 && served.lastLine.hasSuffix(Self.url), "\(served)")
        #expect(try Bumpwire.run("status", "direct").output.contains(Self.url))
        // The group's health checks are as frequent as can be: at first nobody is healthy.
        let isHealthy = try eventually(within: 60) {
          try samples(Self.url).value("bumpwire_healthy_hosts") == 2
        }
        #expect(isHealthy)

        let status = try lab.status("direct")
        // Nothing passes any more; the last answer may be a second old.
        var found: [MetricSample] = []
        let balancer = try #require(status.gatewayLoadBalancers.first)
        let endpoint = try #require(balancer.endpoints.first)
        let isSame = try eventually(within: 10) {
          found = try samples(Self.url)
          return found.value("bumpwire_active_flows") == balancer.flows
            && found.value("bumpwire_dropped_packets_total", ["reason": "not_syn"]) == 1
        }
        #expect(isSame, "\(found)")
        let labels = [
          "topology": "direct", "gateway_load_balancer": balancer.resource,
          "endpoint": "app/gwlb_endpoint/inspect", "zone": "a",
        ]
        #expect(found.value("bumpwire_new_flows_total", labels) == endpoint.newFlows)
        #expect(endpoint.newFlows > 0)
        for (direction, traffic) in [
          ("to_appliance", endpoint.toTarget), ("from_appliance", endpoint.fromTarget),
        ] {
          let labels = labels.merging(["direction": direction]) { $1 }
          #expect(found.value("bumpwire_processed_bytes_total", labels) == traffic.bytes)
          #expect(found.value("bumpwire_processed_packets_total", labels) == traffic.packets)
        }
        #expect(found.value("bumpwire_tcp_resets_total", labels) == 0)
        #expect(found.value("bumpwire_unhealthy_hosts", ["zone": "a"]) == 0)
        #expect(found.filter { $0.name == "bumpwire_appliance_healthy" }.map(\.value) == [1, 1])
        for (name, traffic) in status.targetTraffic {
          let labels = ["appliance": name, "zone": "a"]
          #expect(found.value("bumpwire_appliance_new_flows_total", labels) == traffic.newFlows)
          #expect(
            found.value(
              "bumpwire_appliance_processed_bytes_total",
              labels.merging(["direction": "to_appliance"]) { $1 }) == traffic.toTarget.bytes)
        }
        #expect(
          found.value("bumpwire_appliance_active_flows") == balancer.flows,
          "of all appliances together")

        // The same without an agent.
        let text = try lab.write(try Bumpwire.run("metrics", "direct").output, to: "metrics.txt")
        let printed = try RunningCommand([
          "sh", "-c", "/usr/bin/python3 -B \(Self.script) - < \(text)",
        ]).wait()
        #expect(try Self.samples(printed).count == found.count)
        try lab.destroy("direct")
      }
    }

    @Test("they are served where they were asked for until they are not, whatever the agent does")
    func life() async throws {
      try await Lab.run { lab in
        let path = try lab.topology("Tests/EndToEndTests/Topologies/direct")
        try lab.apply(path)
        #expect(!isServed(9464), "not without being asked")
        for (address, words) in [
          ("0", "is no port"), ("localhost:9464", "is no port"), ("::1:9464", "`[::1]:9464`"),
          ("127.0.0.1:99999", "is no port"),
        ] {
          let result = try Bumpwire.run("metrics", "direct", "--listen", address)
          #expect(result.status == 64 && result.errors.contains(words), "\(result)")
        }
        #expect(try Bumpwire.run("metrics", "direct", "--listen", "127.0.0.1:9464").status == 0)
        #expect(isServed(9464))
        let taken = try #require(Self.listener(port: 9465))
        let refused = try Bumpwire.run("metrics", "direct", "--listen", "9465")
        #expect(refused.status == 1, "\(refused)")
        #expect(refused.errors.contains("Address already in use"), "\(refused)")
        #expect(isServed(9464), "as before")
        close(taken)
        #expect(try Bumpwire.run("metrics", "direct", "--listen", "[::1]:9465").status == 0)
        #expect(!isServed(9464) && isServed(9465, "::1"))
        #expect(try Bumpwire.run("metrics", "direct", "--listen", "9464").status == 0)

        // A new agent goes on with it.
        let pid = try #require(try lab.status("direct").agent.pid)
        kill(pid, SIGKILL)
        #expect(eventually(within: 10) { !isServed(9464) })
        try lab.apply(path)
        #expect(eventually(within: 10) { isServed(9464) })

        #expect(try Bumpwire.run("metrics", "direct", "--off").status == 0)
        #expect(!isServed(9464))
        #expect(try Bumpwire.run("metrics", "direct", "--listen", "9464").status == 0)
        try lab.destroy("direct")
        #expect(!isServed(9464))
        #expect(try Bumpwire.run("metrics", "direct").status == 1)
      }
    }

    /// A socket that keeps a port of the loopback; nil when that is taken.
    private static func listener(port: UInt16) -> Int32? {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
      let bound = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      return bound == 0 && listen(descriptor, 1) == 0 ? descriptor : nil
    }

    private static let script = Repository.path("Tests/EndToEndTests/Support/read_metrics.py")

    private func samples(_ url: String) throws -> [MetricSample] {
      try Self.samples(
        RunningCommand(["/usr/bin/python3", "-B", Self.script, url]).wait(seconds: 30))
    }

    private static func samples(_ result: CommandResult) throws -> [MetricSample] {
      try #require(result.status == 0, "\(result)")
      return try JSONDecoder().decode([MetricSample].self, from: Data(result.output.utf8))
    }

    private func isServed(_ port: UInt16, _ address: String = "127.0.0.1") -> Bool {
      let host = address.contains(":") ? "[\(address)]" : address
      let result = try? RunningCommand([
        "curl", "-sf", "-o", "/dev/null", "--max-time", "5", "http://\(host):\(port)/metrics",
      ]).wait()
      return result?.status == 0
    }
  }
}

/// A sample of Prometheus's text format.
private struct MetricSample: Decodable {
  var name: String
  var labels: [String: String]
  var value: Double
}

extension [MetricSample] {
  /// The sum of a name's samples that have the labels; -1 when there is none.
  fileprivate func value(_ name: String, _ labels: [String: String] = [:]) -> Int {
    let found = filter { sample in
      sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value }
    }
    return found.isEmpty ? -1 : Int(found.reduce(0) { $0 + $1.value })
  }
}
