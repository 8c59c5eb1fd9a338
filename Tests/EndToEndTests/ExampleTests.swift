import Foundation
import Testing

extension KernelTests {
  @Suite("Examples")
  struct ExampleTests {
    /// What is fetched from each example, by its folder's name.
    private static let probes: [String: [Probe]] = [
      "catagram": [
        Probe(
          "internet.client", "203.0.113.10", ["app/instance/web-a", "app/instance/web-b"]),
        Probe(
          "internet.client", "203.0.113.11", ["app/instance/web-a", "app/instance/web-b"]),
      ],
      "capture-appliance": [
        Probe("internet.client", "203.0.113.20", port: 8080, ["app/instance/web"])
      ],
      "chain": [
        Probe("internet.client", "203.0.113.20", port: 8080, ["app/instance/web"]),
        Probe("app.instance.web", "10.0.31.4", port: 8080, ["app/instance/data"]),
        Probe("app.instance.web", "10.1.21.4", port: 8080, ["shared/instance/web"]),
        Probe("shared.instance.web", "10.0.21.4", port: 8080, ["app/instance/web"]),
      ],
      "egress": [
        Probe("app.instance.web-a", "198.51.100.20", ["internet/server"]),
        Probe("app.instance.web-b", "198.51.100.20", ["internet/server"]),
        Probe("app.instance.web-a", "2001:db8:ffff:ffff::20", ["internet/server"]),
        Probe("internet.client", "2001:db8:1:22::4", port: 8080, ["app/instance/web-b"]),
      ],
      "minimal": [Probe("internet.client", "203.0.113.20", ["app/instance/web"])],
      "external-appliance": [
        Probe("internet.client", "203.0.113.20", port: 8080, ["app/instance/web"])
      ],
      "gwlbtun": [
        Probe("internet.client", "203.0.113.30", port: 8080, ["red/instance/web"]),
        Probe("internet.client", "203.0.113.31", port: 8080, ["blue/instance/web"]),
        Probe("internet.client", "2001:db8:1:21::10", port: 8080, ["red/instance/web"]),
      ],
      "process-appliance": [
        Probe("internet.client", "203.0.113.20", port: 8080, ["app/instance/web"])
      ],
      "suricata": [
        Probe("internet.client", "203.0.113.20", port: 8080, ["app/instance/web"])
      ],
    ]

    private struct Probe {
      let source: String
      let address: String
      let port: UInt16
      let answers: Set<String>

      init(_ source: String, _ address: String, port: UInt16 = 80, _ answers: Set<String>) {
        (self.source, self.address, self.port) = (source, address, port)
        self.answers = answers
      }
    }

    @Test(
      "is proved, planned, applied, probed, planned again without changes, and destroyed",
      arguments: Repository.examples)
    func lifecycle(_ example: String) async throws {
      let probes = try #require(Self.probes[example], "add probes for examples/\(example)")
      try await Lab.run { lab in
        let path =
          switch example {
          case "gwlbtun": try lab.gwlbtunExample()
          case "suricata": try lab.suricataExample()
          default: Repository.path("examples/\(example)/topology.yaml")
          }
        let verdict = try Bumpwire.run("validate", path)
        #expect(verdict.status == 0, "\(verdict)")
        let plan = try Bumpwire.run("plan", "--detailed-exitcode", path)
        #expect(plan.status == 2, "\(plan)")
        #expect(lab.leftovers.isEmpty, "planning changes nothing")

        // Made by what each of its users has done before.
        let existing = example == "external-appliance" ? try lab.existingAppliance() : nil
        let applied = try lab.apply(path)
        #expect(applied.lastLine.hasPrefix("Apply complete!"), "\(applied)")
        for probe in probes {
          let client = Client(namespace: "bw.\(example).\(probe.source)")
          let answer = try client.getEventually(probe.address, port: probe.port)
          #expect(probe.answers.contains(answer), "\(probe): \(answer)")
        }
        try lab.expectNoChanges(path)
        let destroyed = try Bumpwire.run("destroy", example, "--yes")
        #expect(destroyed.status == 0, "\(destroyed)")
        existing?.send(SIGTERM)
        _ = existing?.wait()
        lab.expectNothingLeft()
      }
    }
  }
}
