import Testing

extension KernelTests {
  @Suite("Examples")
  struct ExampleTests {
    /// What a fresh host can fetch from each example, by its folder's name.
    private static let probes: [String: [Probe]] = [
      "catagram": [
        Probe("203.0.113.10", answers: ["app/instance/web-a", "app/instance/web-b"]),
        Probe("203.0.113.11", answers: ["app/instance/web-a", "app/instance/web-b"]),
      ],
      "process-appliance": [Probe("203.0.113.20", port: 8080, answers: ["app/instance/web"])],
    ]

    private struct Probe {
      let address: String
      let port: UInt16
      let answers: Set<String>

      init(_ address: String, port: UInt16 = 80, answers: Set<String>) {
        (self.address, self.port, self.answers) = (address, port, answers)
      }
    }

    @Test(
      "is proved, planned, applied, probed, planned again without changes, and destroyed",
      arguments: Repository.examples)
    func lifecycle(_ example: String) async throws {
      let probes = try #require(Self.probes[example], "add probes for examples/\(example)")
      try await Lab.run { lab in
        let path = Repository.path("examples/\(example)/topology.yaml")
        let verdict = try Bumpwire.run("validate", path)
        #expect(verdict.status == 0, "\(verdict)")
        let plan = try Bumpwire.run("plan", "--detailed-exitcode", path)
        #expect(plan.status == 2, "\(plan)")
        #expect(lab.leftovers.isEmpty, "planning changes nothing")

        let applied = try lab.apply(path)
        #expect(applied.lastLine.hasPrefix("Apply complete!"), "\(applied)")
        let client = Client(namespace: "bw.\(example).internet.client")
        for probe in probes {
          #expect(
            probe.answers.contains(try client.getEventually(probe.address, port: probe.port)))
        }
        try lab.expectNoChanges(path)
        try lab.destroy(example)
      }
    }
  }
}
