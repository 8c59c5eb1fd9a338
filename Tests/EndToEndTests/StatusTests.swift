import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("Status")
  struct StatusTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"

    @Test("names zones, and is shown again and again with rates until it is interrupted")
    func watched() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology(Self.source))
        let client = Client(namespace: "bw.direct.internet.client")
        try client.getEventually("203.0.113.20", port: 8080)
        let once = try Bumpwire.run("status", "direct")
        #expect(once.output.contains("zone a"), "\(once)")
        #expect(!once.output.contains("packets/s"), "\(once)")
        // Nothing was lost, and what routers say on their links is no drop.
        #expect(!once.output.contains("Drops"), "\(once)")
        let firewalls = once.output.split(separator: "Firewalls\n").last ?? ""
        #expect(!firewalls.contains("new flow"), "\(once)")

        let watch = try Bumpwire.start(["status", "direct", "--watch", "--interval", "1s"])
        #expect(
          eventually(within: 30) {
            _ = try? client.getEventually("203.0.113.20", port: 8080)
            return watch.outputText.split(separator: "\n").contains {
              $0.contains("app/gwlb_endpoint/inspect") && $0.contains(" packets/s")
                && !$0.contains(" 0 packets/s")
            }
          }, "\(watch.outputText)")
        watch.send(SIGINT)
        #expect(watch.wait().ending == .killed(signal: SIGINT))

        let lines = try Bumpwire.start(
          ["status", "direct", "--watch", "--format", "json"])
        #expect(eventually(within: 30) { lines.outputText.split(separator: "\n").count > 1 })
        lines.send(SIGTERM)
        for line in lines.wait().output.split(separator: "\n") {
          let document = try JSONDecoder().decode(StatusDocument.self, from: Data(line.utf8))
          #expect(document.agent.pid != nil)
        }
        try lab.destroy("direct")
      }
    }
  }
}
