import Foundation
import Testing

extension KernelTests {
  @Suite("Without an edge table")
  struct MissingEdgeTableTests {
    private static let changes = [
      ("internet_gateway: { route_table: ingress }", "internet_gateway: {}"),
      ("      ingress:   { routes: { subnet/alb: gwlb_endpoint/inspect@zone } }", "     "),
    ]

    @Test("validate names the line, apply refuses and makes nothing")
    func refusal() async throws {
      try await Lab.run { lab in
        let path = try lab.topology("examples/catagram", changing: Self.changes)
        let line = try String(contentsOfFile: path, encoding: .utf8).split(
          separator: "\n", omittingEmptySubsequences: false
        ).firstIndex { $0.contains("internet_gateway: {}") }
        let number = try #require(line) + 1

        let verdict = try Bumpwire.run("validate", path)
        #expect(verdict.status == 1)
        #expect((verdict.output + verdict.errors).contains("error[edge-table-missing]"))
        #expect((verdict.output + verdict.errors).contains("\(path):\(number):"))

        let refused = try Bumpwire.run("apply", "--yes", path)
        #expect(refused.status == 1, "\(refused)")
        #expect(refused.errors.contains("error[edge-table-missing]"))
        #expect(refused.errors.contains("nothing was changed"))
        lab.expectNothingLeft()
      }
    }

    @Test("built all the same, the SYN arrives uninspected and the endpoint drops the reply")
    func allowed() async throws {
      try await Lab.run { lab in
        let path = try lab.topology("examples/catagram", changing: Self.changes)
        try lab.apply(path, "--allow-findings")
        try lab.expectNoChanges(path, "--allow-findings")
        let client = Client(namespace: "bw.catagram.internet.client")
        let before = try lab.status("catagram").dropped("TCP of no known flow")
        #expect(throws: Client.Failure(errno: ETIMEDOUT)) {
          try client.connect(to: "203.0.113.10", port: 80, localPort: 40_001, seconds: 2)
        }
        let after = try lab.status("catagram")
        // The reply's loss is the proof that the request arrived.
        #expect(after.dropped("TCP of no known flow") > before, "\(after.drops)")
        #expect(after.targetTraffic.values.allSatisfy { $0.toTarget.packets == 0 })
        #expect(try lab.flows("catagram", port: 40_001).isEmpty)
        try lab.destroy("catagram")
      }
    }
  }
}
