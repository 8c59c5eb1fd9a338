import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("An MTU of 8500")
  struct MTUTests {
    struct Path: Sendable, CustomTestStringConvertible {
      let testDescription: String
      let source: String
      let name: String
      var changes: [(String, String)] = []
    }

    private static let direct = "Tests/EndToEndTests/Topologies/direct"
    static let paths = [
      Path(testDescription: "a firewall", source: direct, name: "direct"),
      Path(
        testDescription: "a pass-through appliance", source: direct, name: "direct",
        changes: [("{ firewall: { rules: firewall.nft } }", "pass_through")]),
      Path(
        testDescription: "an appliance of one's own", source: "examples/process-appliance",
        name: "process-appliance"),
    ]

    @Test("carries packets of 8500 bytes whole, fragments and long transfers", arguments: paths)
    func jumbo(_ path: Path) async throws {
      try await Lab.run { lab in
        let client = Client(namespace: "bw.\(path.name).internet.client")
        let address = "203.0.113.20"
        let file = try lab.topology(
          path.source, changing: path.changes + [("zones: [a]", "zones: [a]\nmtu: 8500")])
        try lab.apply(file)
        try client.getEventually(address, port: 8080)
        for (size, mayFragment, arrives) in [
          (8472, false, true), (8473, false, false), (20_000, true, true),
        ] {
          let ping = try RunningCommand(
            [
              "ping", "-n", "-c", "2", "-i", "0.2", "-W", "2", "-M", mayFragment ? "dont" : "do",
              "-s", "\(size)", address,
            ], in: client.namespace
          ).wait()
          #expect(ping.output.contains(" 2 received") == arrives, "\(size): \(ping)")
        }
        let folder = "/run/bumpwire/\(path.name)/processes/app.instance.web/main"
        let text = String(repeating: "0123456789abcdef", count: 1 << 17)
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/large"))
        let arrived = try client.get(
          address, port: 8080, path: "/large", localPort: 40_001, seconds: 30)
        #expect(arrived == text)
        let flows = try lab.flows(path.name, port: 40_001)
        #expect(flows.map(\.isInspectedBothWays) == [true])
        try lab.expectNoChanges(file)
        try lab.destroy(path.name)
      }
    }
  }
}
