import Foundation
import TestSupport
import Testing

extension KernelTests {
  /// The README's list, and a command of the built program that ends with each of its codes.
  @Suite("Exit codes as they are documented")
  struct ExitCodeTableTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"

    /// What makes the program end with a code.
    struct Case: Sendable, CustomTestStringConvertible {
      let code: Int32
      let title: String
      let run: @Sendable (Lab) throws -> CommandResult

      init(_ code: Int32, _ title: String, _ run: @escaping @Sendable (Lab) throws -> CommandResult)
      {
        self.code = code
        self.title = title
        self.run = run
      }

      var testDescription: String { "\(code): \(title)" }
    }

    static let cases = [
      Case(0, "validate of a sound topology") { lab in
        try Bumpwire.run("validate", try lab.topology(source))
      },
      Case(1, "validate with a finding") { lab in
        let route = ("0.0.0.0/0: gwlb_endpoint/inspect", "0.0.0.0/0: internet_gateway")
        return try Bumpwire.run("validate", try lab.topology(source, changing: [route]))
      },
      Case(1, "apply --no-rollback of an operation that fails") { lab in
        try apply(lab, ["--no-rollback"], fault: "refuse@2")
      },
      Case(2, "plan --detailed-exitcode with changes") { lab in
        try Bumpwire.run("plan", "--detailed-exitcode", try lab.topology(source))
      },
      Case(2, "diff --exit-code with changes") { lab in
        let old = try lab.topology(source)
        let new = try lab.topology(
          source, changing: [("203.0.113.20", "203.0.113.21")], as: "new.yaml")
        return try Bumpwire.run("diff", "--exit-code", old, new)
      },
      Case(3, "apply with an operation that fails") { try apply($0, fault: "refuse@9") },
      Case(4, "the same, and one of its rollback") {
        try apply($0, fault: "refuse@40,undo-refuse@1")
      },
      Case(64, "an option that is not there") { _ in try Bumpwire.run("plan", "--offlin") },
      Case(65, "a file that is not there") { try Bumpwire.run("plan", "\($0.folder)/absent.yaml") },
      Case(69, "a container that is not there") { lab in
        let process = "process: [python3, -m, http.server, \"8080\"]"
        return try apply(lab, changing: [(process, "container: web")])
      },
      Case(70, "a host that is not as it was made, without rollback") { lab in
        let apply = try start(lab, stopping: 60, ["--no-rollback"])
        try Shell.run("ip -n bw.direct.internet address add 192.0.2.77/32 dev lo")
        apply.send(SIGCONT)
        return apply.wait()
      },
      Case(73, "a plan of a topology that has been edited since") { lab in
        let path = try lab.topology(source)
        let plan = "\(lab.folder)/plan.json"
        try #require(try Bumpwire.run("plan", path, "--out", plan).status == 0)
        try lab.write(
          "# edited\n" + String(contentsOfFile: path, encoding: .utf8), to: "topology.yaml")
        return try Bumpwire.run("apply", "--yes", plan)
      },
      Case(75, "a lock that another command holds") { lab in
        let first = try start(lab, stopping: 2)
        defer {
          first.send(SIGCONT)
          _ = first.wait()
        }
        return try Bumpwire.run("destroy", "--yes", "direct")
      },
      Case(77, "destroy by somebody who is not root") { _ in
        let folder = try Folder()
        let command = [try Bumpwire.copy(in: folder), "destroy", "--yes", "direct"]
        return try RunningCommand(Bumpwire.nobody + command).wait()
      },
      Case(130, "SIGINT") { try interrupted($0, by: SIGINT) },
      Case(143, "SIGTERM") { try interrupted($0, by: SIGTERM) },
    ]

    private static func apply(
      _ lab: Lab, _ options: [String] = [], changing changes: [(String, String)] = [],
      fault: String = ""
    ) throws -> CommandResult {
      try Bumpwire.run(
        ["apply", "--yes", try lab.topology(source, changing: changes)] + options,
        environment: fault.isEmpty ? [:] : ["BUMPWIRE_FAULT": fault])
    }

    /// An apply that has stopped itself before the operation of that number.
    private static func start(
      _ lab: Lab, stopping operation: Int, _ options: [String] = []
    ) throws -> RunningCommand {
      let apply = try Bumpwire.start(
        ["apply", "--yes", try lab.topology(source)] + options,
        environment: ["BUMPWIRE_FAULT": "stop@\(operation)"])
      try #require(eventually(within: 60) { apply.isStopped })
      return apply
    }

    private static func interrupted(_ lab: Lab, by signal: Int32) throws -> CommandResult {
      let apply = try start(lab, stopping: 9)
      apply.send(signal)
      apply.send(SIGCONT)
      return apply.wait()
    }

    @Test("the built program ends with it", arguments: cases)
    func produced(_ example: Case) async throws {
      try await Lab.run { lab in
        let result = try example.run(lab)
        #expect(result.status == example.code, "\(result)")
        #expect(try Bumpwire.run("destroy", "--yes", "direct").status == 0)
        lab.expectNothingLeft()
      }
    }

    @Test("every code in the README and in --help has a case, and no case has another code")
    func documented() throws {
      let codes = Set(Self.cases.map(\.code))
      let readme = try String(contentsOfFile: Repository.path("README.md"), encoding: .utf8)
      #expect(try Self.codes(in: readme, from: "Exit codes are a contract:") == codes)
      let help = try Bumpwire.run("--help").output
      #expect(try Self.codes(in: help, from: "Exits with") == codes)
    }

    /// The numbers in the paragraph that begins so.
    private static func codes(in text: String, from beginning: String) throws -> Set<Int32> {
      let start = try #require(text.range(of: beginning))
      let paragraph = text[start.lowerBound...].components(separatedBy: "\n\n")[0]
      return Set(paragraph.split { !$0.isNumber }.compactMap { Int32($0) })
    }
  }
}
