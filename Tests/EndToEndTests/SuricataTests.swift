import Foundation
import Testing

extension KernelTests {
  /// With the programs that `BUMPWIRE_SURICATA` and `BUMPWIRE_GWLBTUN` name, as `make
  /// real-appliances` does; else with stand-ins of their command lines.
  @Suite("Suricata behind AWS's tunnel handler, or their stand-ins")
  struct SuricataTests {
    private static let folder =
      "/run/bumpwire/suricata/processes/security.appliance_group.sensors.0/main"
    private let client = Client(namespace: "bw.suricata.internet.client")

    @Test("drops what its rule says and passes the rest, also after it has died")
    func prevention() async throws {
      try await Lab.run { lab in
        let path = try lab.suricataExample()
        try lab.apply(path)
        #expect(try client.getEventually("203.0.113.20", port: 8080) == "app/instance/web")
        #expect(throws: Client.Failure(errno: ETIMEDOUT)) {
          try client.get("203.0.113.20", port: 8080, path: "/etc/passwd", seconds: 2)
        }
        let isLogged = eventually(within: 20) {
          let log = try? String(contentsOfFile: "\(Self.folder)/fast.log", encoding: .utf8)
          return log?.contains("[Drop]") == true
        }
        #expect(isLogged)
        _ = try client.get("203.0.113.20", port: 8080, localPort: 40_001)
        let flows = try lab.flows("suricata", port: 40_001)
        #expect(flows.map(\.isInspectedBothWays) == [true])
        try lab.expectNoChanges(path)

        // Its end is its appliance's, and both come again.
        let suricata = try #require(
          lab.processes.first { Lab.commandLine($0).contains("suricata -c") })
        let before = try #require(
          try lab.status("suricata").processes.first {
            $0.name == "main" && $0.resource.contains("sensors")
          })
        kill(suricata, SIGKILL)
        let isNew = try eventually(within: 30) {
          try lab.status("suricata").processes.contains {
            $0.resource == before.resource && $0.pid != nil && $0.pid != before.pid
          }
        }
        #expect(isNew)
        #expect(try client.getEventually("203.0.113.20", port: 8080) == "app/instance/web")
        #expect(throws: Client.Failure(errno: ETIMEDOUT)) {
          try client.get("203.0.113.20", port: 8080, path: "/etc/passwd", seconds: 2)
        }
        try lab.destroy("suricata")
      }
    }
  }
}

extension Lab {
  /// The example, with programs that are there.
  func suricataExample() throws -> String {
    let environment = ProcessInfo.processInfo.environment
    let folder = "Tests/EndToEndTests/Topologies"
    let gwlbtun = environment["BUMPWIRE_GWLBTUN"] ?? Repository.path("\(folder)/gwlbtun/gwlbtun")
    let suricata =
      environment["BUMPWIRE_SURICATA"] ?? Repository.path("\(folder)/suricata/suricata")
    print("suricata is \(suricata), gwlbtun is \(gwlbtun)")
    return try topology(
      "examples/suricata",
      changing: [("/usr/local/bin/gwlbtun", gwlbtun), ("/usr/bin/suricata", suricata)])
  }
}
