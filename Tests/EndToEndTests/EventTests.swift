import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("Events of a change, as JSON")
  struct EventTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"

    private struct Event: Decodable {
      struct Summary: Decodable, Equatable {
        var add: Int
        var change: Int
        var destroy: Int
      }

      var type: String
      var number: Int?
      var total: Int?
      var object: String?
      var reason: String?
      var message: String?
      var id: String?
      var severity: String?
      var exitCode: Int32?
      var summary: Summary?
      var findings: [Finding]?

      struct Finding: Decodable { var id: String }
    }

    /// Every line of standard output must be one.
    private func events(_ result: CommandResult) throws -> [Event] {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try result.output.split(separator: "\n").map { line in
        try decoder.decode(Event.self, from: Data(line.utf8))
      }
    }

    @Test("apply and destroy tell of the plan, of each operation, and of their end")
    func whole() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let apply = try events(try lab.apply(path, "--format", "json"))
        #expect(apply.first?.type == "version")
        #expect(apply.last?.type == "complete")
        let count = apply.count { $0.type == "planned_change" }
        #expect(count > 100)
        #expect(apply.last?.summary == .init(add: count, change: 0, destroy: 0))
        let operations = apply.filter { $0.type == "operation" }
        #expect(operations.compactMap(\.number) == Array(1...count))
        #expect(operations.allSatisfy { $0.total == count && $0.object != nil })

        let again = try events(try lab.apply(path, "--format", "json"))
        #expect(again.map(\.type) == ["version", "plan", "complete"])

        let result = try Bumpwire.run("destroy", "direct", "--yes", "--format", "json")
        #expect(result.status == 0, "\(result)")
        let destroy = try events(result)
        #expect(destroy.last?.type == "complete")
        #expect(destroy.last?.summary?.destroy == destroy.count { $0.type == "planned_change" })
        lab.expectNothingLeft()
      }
    }

    /// A topology with a finding, and a file that is none.
    private func wrong(in lab: Lab) throws -> (unsound: String, invalid: String) {
      let unsound = try lab.topology(
        Self.source,
        changing: [("internet_gateway: { route_table: ingress }", "internet_gateway: {}")],
        as: "unsound.yaml")
      return (unsound, try lab.write("bumpwire: 1\nvpcs: 7\n", to: "invalid.yaml"))
    }

    @Test("what is wrong with the topology is an event each, as `validate` tells it")
    func findings() async throws {
      try await Lab.run { lab in
        let (unsound, invalid) = try wrong(in: lab)
        for (path, ids, status) in [
          (unsound, ["edge-table-missing"], Int32(1)), (invalid, ["wrong-type"], 65),
        ] {
          let result = try Bumpwire.run("apply", "--yes", "--format", "json", path)
          #expect(result.status == status, "\(result)")
          let findings = try events(result).filter { $0.type == "finding" }
          #expect(Set(ids).isSubset(of: findings.compactMap(\.id)), "\(result)")
          #expect(findings.allSatisfy { $0.severity != nil && $0.message != nil }, "\(result)")
          #expect(try events(result).last?.type == "error", "\(result)")
        }
      }
    }

    @Test(
      "where there are no events, a failure has the findings that led to it; where there are, they have"
    )
    func findingsOfFailures() async throws {
      try await Lab.run { lab in
        let (unsound, invalid) = try wrong(in: lab)
        for (arguments, id) in [
          (["plan", unsound], "edge-table-missing"), (["plan", invalid], "wrong-type"),
          (["diff", invalid, unsound], "wrong-type"),
          (["plan", "/nonexistent.yaml"], "unreadable-file"),
          (["trace", invalid, "--from", "internet", "--to", "app"], "wrong-type"),
        ] {
          let result = try Bumpwire.run(arguments + ["--format", "json"])
          let failure = try #require(try events(result).last, "\(result)")
          #expect(failure.findings?.contains { $0.id == id } == true, "\(result)")
        }
        let applied = try Bumpwire.run("apply", "--yes", "--format", "json", invalid)
        #expect(try events(applied).last?.findings?.isEmpty == true, "\(applied)")
      }
    }

    @Test("a failure is the last event, with the exit code, however early it comes")
    func failures() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let invalid = try lab.write("bumpwire: 1\nvpcs: 7\n", to: "invalid.yaml")
        for (arguments, status) in [
          (["apply", path], Int32(64)), (["apply", "--yes", invalid], 65),
          (["apply", "--yes", "/nonexistent.yaml"], 65), (["destroy", "--yes", invalid], 65),
        ] {
          let result = try Bumpwire.run(arguments + ["--format", "json"])
          #expect(result.status == status, "\(result)")
          let last = try events(result).last
          #expect(last?.type == "error", "\(result)")
          #expect(last?.exitCode == status, "\(result)")
          #expect(last?.message?.isEmpty == false, "\(result)")
        }
        let refused = try Bumpwire.run(
          ["apply", "--yes", path, "--format", "json"], environment: ["BUMPWIRE_FAULT": "refuse@9"])
        #expect(refused.status == 3, "\(refused)")
        let types = try events(refused).map(\.type)
        #expect(types.contains("operation_failed"))
        #expect(types.contains("rolling_back"))
        #expect(types.last == "error")
      }
    }

    @Test(
      "other commands that fail print JSON too", arguments: ["plan", "validate", "trace", "show"])
    func others(_ command: String) async throws {
      let ends = command == "trace" ? ["--from", "a", "--to", "b"] : []
      let result = try Bumpwire.run([command, "/nonexistent.yaml", "--format", "json"] + ends)
      #expect(result.status == 65, "\(result)")
      #expect(throws: Never.self) {
        try JSONSerialization.jsonObject(with: Data(result.output.utf8))
      }
    }
  }
}
