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
        #expect(!once.output.contains("pkts/s"), "\(once)")
        // Nothing was lost, and what routers say on their links is no drop.
        #expect(!once.output.contains("Drops"), "\(once)")
        let firewalls = once.output.split(separator: "Firewalls\n").last ?? ""
        #expect(!firewalls.contains("new flow"), "\(once)")

        // Flows, new ones, packets given and returned, and bytes a second.
        let rows = ["app/gwlb_endpoint/inspect", "security/appliance_group/appliances[0]"]
        func areCarrying(_ output: String) -> Bool {
          _ = try? client.getEventually("203.0.113.20", port: 8080)
          return rows.allSatisfy { row in
            output.split(whereSeparator: \.isNewline).contains {
              let cells = $0.split(separator: " ")
              return cells.first == row[...] && cells.count == 6
                && cells.dropFirst().allSatisfy { $0 != "0" && $0 != "-" }
            }
          }
        }
        let watch = try Bumpwire.start(["status", "direct", "--watch", "--interval", "1s"])
        #expect(eventually(within: 30) { areCarrying(watch.outputText) }, "\(watch.outputText)")
        watch.send(SIGINT)
        let watched = watch.wait()
        #expect(watched.ending == .killed(signal: SIGINT))
        #expect(!watched.output.contains("\u{1b}"), "\(watched)")

        // The same on a terminal: no line wraps, none scrolls away.
        let screen = try RunningCommand([
          "script", "-qfc",
          "stty cols 80 rows 16; exec \(Bumpwire.executable) status direct --watch --interval 1s",
          "/dev/null",
        ])
        #expect(eventually(within: 30) { areCarrying(screen.outputText) }, "\(screen.outputText)")
        screen.send(SIGTERM)
        let pictures = screen.wait().output.split(separator: "\u{1b}[H\u{1b}[J")
        #expect(pictures.count > 1)
        for picture in pictures {
          let lines = picture.replacing(/\u{1b}\[[0-9;]*m/, with: "").split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
          #expect(lines.count <= 16 && lines.allSatisfy { $0.count <= 80 }, "\(picture)")
        }

        let lines = try Bumpwire.start(
          ["status", "direct", "--watch", "--format", "json"])
        #expect(eventually(within: 30) { lines.outputText.split(separator: "\n").count > 1 })
        lines.send(SIGTERM)
        for line in lines.wait().output.split(separator: "\n") {
          let document = try JSONDecoder().decode(StatusDocument.self, from: Data(line.utf8))
          #expect(document.agent.pid != nil)
        }

        let last = try Bumpwire.start(["status", "direct", "--watch"])
        #expect(eventually(within: 30) { last.outputText.contains("the agent is up") })
        #expect(try Bumpwire.run("destroy", "direct", "--yes").status == 0)
        let end = last.wait(seconds: 30)
        lab.expectNothingLeft()
        #expect(end.status == 1 && end.errors.contains("is not applied on this host"), "\(end)")
      }
    }
  }
}
