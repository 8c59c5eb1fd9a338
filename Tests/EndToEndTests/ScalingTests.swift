import Foundation
import Testing

extension KernelTests {
  @Suite("A group that is sized by its load")
  struct ScalingTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"
    private static let address = "203.0.113.20"
    private static let group = "security/appliance_group/appliances"
    private let client = Client(namespace: "bw.direct.internet.client")

    private func topology(_ lab: Lab) throws -> String {
      try lab.topology(
        Self.source,
        changing: [
          (
            "size: 2",
            """
            size: { min: 1, desired: 1, max: 3 }
                    deregistration_delay: 120s
                    scaling: { metric: active_flows, target: 10, cooldown: 500ms }
            """
          )
        ])
    }

    private func scaling(_ lab: Lab) throws -> StatusDocument.Scaling {
      let all = try lab.status("direct").scaling
      return try #require(all.first { $0.group == Self.group })
    }

    /// Waits until so many are in service, and healthy, and none is drained any more.
    private func expect(
      _ count: Int, _ lab: Lab, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let isSo = try eventually(within: 60) {
        let status = try lab.status("direct")
        return status.targets.count == count
          && status.targets.allSatisfy { $0.health == "healthy" }
          && status.scaling.first?.inService == count
      }
      let status = try lab.status("direct")
      #expect(isSo, "\(status)", sourceLocation: sourceLocation)
    }

    private func namespace(_ member: Int) -> String {
      "/run/netns/bw.direct.security.appliance_group.appliances.\(member)"
    }

    /// The appliances of all flows, by the client's port.
    private func appliances(_ lab: Lab) throws -> [UInt16: String] {
      Dictionary(
        try lab.flows("direct", port: 8080).map { (UInt16($0.sourcePort), $0.appliance) },
        uniquingKeysWith: { $1 })
    }

    /// Connections that are open, by the appliance that they pass.
    private func connect(_ ports: Range<UInt16>) throws -> [UInt16: Connection] {
      try Dictionary(
        uniqueKeysWithValues: ports.map { port in
          (port, try client.connect(to: Self.address, port: 8080, localPort: port))
        })
    }

    @Test("grows and shrinks with its flows, loses none of them, and is no drift at any size")
    func load() async throws {
      try await Lab.run { lab in
        let path = try topology(lab)
        try lab.apply(path)
        try client.getEventually(Self.address, port: 8080)
        try expect(1, lab)

        // Rising.
        var connections = try connect(40_000..<40_025)
        try expect(3, lab)
        try lab.expectNoChanges(path)
        try lab.apply(path)  // a user's own changes nothing of it
        #expect(access(namespace(2), F_OK) == 0)
        connections.merge(try connect(41_000..<41_030)) { $1 }
        let appliances = try appliances(lab)
        let newer = Set(appliances.filter { $0.key >= 41_000 }.values)
        #expect(newer.count == 3, "new flows go to the new ones too")
        for port in UInt16(40_000)..<40_020 {
          let body = try connections[port]?.get("/resource", host: Self.address)
          #expect(body == "app/instance/web", "\(port)")
        }

        // Falling: some connections of those that go stay open.
        let kept = connections.keys.filter { port in
          port >= 41_000 && appliances[port] != "\(Self.group)[0]"
        }.sorted().prefix(3)
        #expect(kept.count == 3)
        connections = connections.filter { kept.contains($0.key) }
        let hasShrunk = try eventually(within: 60) { try scaling(lab).inService == 1 }
        #expect(hasShrunk)
        #expect(try scaling(lab).draining > 0)
        // The agent may just be removing one that no connection passes any more.
        try lab.expectNoChangesSoon(path)
        for port in UInt16(42_000)..<42_010 {
          #expect(
            try client.get(Self.address, port: 8080, localPort: port) == "app/instance/web")
        }
        let latest = try self.appliances(lab).filter { $0.key >= 42_000 }
        #expect(Set(latest.values) == ["\(Self.group)[0]"])
        for port in kept {
          let body = try connections[port]?.get("/resource", host: Self.address)
          #expect(body == "app/instance/web", "\(port), while its appliance is drained")
        }
        connections = [:]
        try expect(1, lab)
        #expect(eventually(within: 30) { access(namespace(1), F_OK) != 0 })
        #expect(eventually(within: 30) { access(namespace(2), F_OK) != 0 })
        try lab.expectNoChangesSoon(path)
        #expect(try lab.status("direct").dropped("target gone") == 0)
        #expect(try lab.status("direct").problems.isEmpty)
        try lab.destroy("direct")
      }
    }

    @Test("comes to the size that was decided though the agent is killed on the way")
    func killed() async throws {
      try await Lab.run { lab in
        let path = try topology(lab)
        try lab.apply(path)
        try client.getEventually(Self.address, port: 8080)
        let agent = try #require(try lab.status("direct").agent.pid)
        let connections = try connect(40_000..<40_025)
        let decision = "/run/bumpwire/direct/capacities.json"
        #expect(eventually(within: 30) { access(decision, F_OK) == 0 })
        kill(agent, SIGKILL)
        // Its last run may still have the lock: it is waited for.
        try lab.apply(path)
        try expect(3, lab)
        try lab.expectNoChanges(path)
        for (port, connection) in connections {
          let body = try? connection.get("/resource", host: Self.address)
          #expect(body == "app/instance/web", "\(port)")
        }
        try lab.destroy("direct")
      }
    }

    @Test("has the size that an edit of `desired` gives it, within the new limits")
    func edit() async throws {
      try await Lab.run { lab in
        let path = try topology(lab)
        try lab.apply(path)
        try client.getEventually(Self.address, port: 8080)
        let connections = try connect(40_000..<40_025)
        try expect(3, lab)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let other = try lab.write(
          text.replacing("min: 1, desired: 1, max: 3", with: "min: 2, desired: 2, max: 2"),
          to: "other.yaml")
        try lab.apply(other, "--no-drain")
        try expect(2, lab)
        try lab.expectNoChanges(other)
        withExtendedLifetime(connections) {}
        try lab.destroy("direct")
      }
    }

    /// A round is one of packets and one of bytes; of a whole campaign with flows at every appliance.
    @Test("grows and shrinks with its packets and with its bytes, and loses no datagram on the way")
    func traffic() async throws {
      try await Lab.run { lab in
        func topology(_ metric: String, _ target: Int) throws -> String {
          try lab.topology(
            "Tests/EndToEndTests/Topologies/campaign",
            changing: [
              ("PROGRAMS", Self.programs),
              ("deregistration_delay: 2s", "deregistration_delay: 300s"),
              (
                "size: { min: 1, desired: 4, max: 8 }",
                """
                size: { min: 1, desired: 1, max: 3 }
                        scaling: { metric: \(metric), target: \(target), cooldown: 500ms }
                """
              ),
            ], as: "\(metric).yaml")
        }
        try lab.apply(try topology("packets", 600))
        let first = try Traffic(offset: 0)
        for round in 0..<Campaign.rounds(1, whole: 10) {
          if round > 0 { try lab.apply(try topology("packets", 600)) }
          first.load.send(SIGUSR1)
          try expect(inService: 3, lab)
          let second = Campaign.isWhole ? try others(lab) : nil
          if second != nil {
            first.load.send(SIGUSR2)
            try expect(inService: 1, lab)
            #expect(try lab.status("campaign").scaling.allSatisfy { $0.draining > 0 })
          }
          try lab.apply(try topology("bytes", 57_000))
          second?.load.send(SIGUSR1)
          try expect(inService: 3, lab)
          first.load.send(SIGUSR2)
          try second?.expectWhole()
          try expect(inService: 1, lab)
        }
        try first.expectWhole()
        let status = try lab.status("campaign")
        #expect(status.dropped("target gone") == 0 && status.problems.isEmpty, "\(status)")
        try lab.destroy("campaign")
      }
    }

    /// Flows that find three appliances, and not all choose the same.
    private func others(_ lab: Lab) throws -> Traffic {
      let areHealthy = try eventually(within: 60) {
        try lab.status("campaign").targets.allSatisfy { $0.health == "healthy" }
      }
      #expect(areHealthy)
      let traffic = try Traffic(offset: 100)
      let places = try Set(
        lab.flows("campaign", port: 7).filter { $0.sourcePort % 1000 >= 100 }.map(\.appliance))
      #expect(places.count > 1, "\(places)")
      return traffic
    }

    private func expect(
      inService count: Int, _ lab: Lab, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      var scaling: [StatusDocument.Scaling] = []
      let isSo = try eventually(within: 60) {
        scaling = try lab.status("campaign").scaling
        return scaling.map(\.inService) == [count]
      }
      try #require(isSo, "\(scaling)", sourceLocation: sourceLocation)
    }

    private static let programs = Repository.path("Tests/EndToEndTests/Topologies/campaign")

    /// Twelve flows of datagrams and four connections: some 180 packets and 17,000 bytes a second for the
    /// appliances, and twenty times as much while it is loud.
    private struct Traffic {
      let load: RunningCommand

      init(offset: Int) throws {
        let load = try RunningCommand(
          [
            "/usr/bin/python3", "-B", "\(programs)/load.py", "203.0.113.20", "12", "4", "5",
            "\(offset)",
          ], in: "bw.campaign.internet.client")
        self.load = load
        let isRunning = eventually(within: 30) { load.errorText.contains("started") }
        try #require(isRunning, "\(load.errorText)")
      }

      /// Ends it: everything has been answered.
      func expectWhole() throws {
        load.send(SIGTERM)
        let result = load.wait(seconds: 200)
        try #require(result.status == 0, "\(result)")
        let report = try JSONDecoder().decode(
          FailureCampaign.Report.self, from: Data(result.lastLine.utf8))
        #expect(report.flows.count == 12 && report.flows.allSatisfy { $0.sent > 0 })
        let lost = report.flows.filter { !$0.lost.isEmpty }
        #expect(lost.isEmpty, "\(lost)")
        let broken = report.connections.filter(\.isBroken)
        #expect(report.connections.count == 4 && broken.isEmpty, "\(broken)")
      }
    }
  }
}
