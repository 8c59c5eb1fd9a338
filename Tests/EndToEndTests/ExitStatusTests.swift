import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("Exit codes")
  struct ExitStatusTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"

    @Test("0 and 2: plan tells changes by its exit code only when asked")
    func changes() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        #expect(try Bumpwire.run("plan", path).status == 0)
        #expect(try Bumpwire.run("plan", "--detailed-exitcode", path).status == 2)
        #expect(try Bumpwire.run("plan", "--offline", "--detailed-exitcode", path).status == 2)
      }
    }

    @Test("64: nobody can be asked, and nothing is made")
    func unanswered() async throws {
      try await Lab.run { lab in
        let result = try Bumpwire.run("apply", try lab.topology(Self.source))
        #expect(result.status == 64, "\(result)")
        #expect(result.errors.contains("--yes"))
        #expect(!lab.leftovers.contains { $0.hasPrefix("namespace") })
      }
    }

    @Test("65 before 64: a file that is not there, or no name, is told of before any question")
    func missing() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        for (arguments, words) in [
          (["apply", "\(lab.folder)/topolgy.yaml"], "did you mean `\(path)`?"),
          (["apply", "\(lab.folder)/absent.yaml"], "in that folder is `\(path)`"),
          (["apply", "direct"], "no such file or directory"),
          (["destroy", "\(lab.folder)/absent.yaml"], "no such file or directory"),
          (["destroy", "Direct"], "neither a topology's name nor a file"),
        ] {
          let result = try Bumpwire.run(arguments)
          #expect(result.status == 65, "\(result)")
          #expect(result.errors.contains(words), "\(result)")
        }
        lab.expectNothingLeft()
      }
    }

    @Test("64: a command that is not there, with the one that was meant")
    func unknownCommand() throws {
      let near = try Bumpwire.run("validat", "x.yaml")
      #expect(near.status == 64, "\(near)")
      #expect(near.errors.contains("did you mean `validate`?"), "\(near)")
      let far = try Bumpwire.run("xyzzy")
      #expect(far.status == 64, "\(far)")
      #expect(far.errors.contains("`bumpwire --help`"), "\(far)")
      #expect(try Bumpwire.run("help").status == 0)
    }

    @Test("69: what cannot be built is refused by name, and nothing is made")
    func unavailable() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(
          Self.source,
          changing: [("process: [python3, -m, http.server, \"8080\"]", "container: web")])
        let result = try Bumpwire.run("apply", "--yes", path)
        #expect(result.status == 69, "\(result)")
        #expect(result.errors.contains("error[not-provisioned]"), "\(result)")
        #expect(result.errors.contains("`app/instance/web`"), "\(result)")
        #expect(result.errors.contains("\(path):"), "\(result)")
        lab.expectNothingLeft()
      }
    }

    @Test("75: somebody else has the topology's lock; another topology's is free")
    func locked() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let lock = open("/run/bumpwire.direct.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
        let apply = try Bumpwire.run("apply", "--yes", path)
        #expect(apply.status == 75, "\(apply)")
        #expect(apply.errors.contains("direct"))
        #expect(try Bumpwire.run("destroy", "direct", "--yes").status == 75)
        #expect(try Bumpwire.run("destroy", "another", "--yes").status == 0)
        close(lock)
        try lab.apply(path)
        try lab.destroy("direct")
      }
    }

    @Test("75 and its holder: two applies at once, and the second one leaves the first alone")
    func twoUsers() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let first = try Bumpwire.start(
          ["apply", "--yes", path], environment: ["BUMPWIRE_FAULT": "stop@2"])
        try #require(eventually(within: 60) { first.isStopped })
        for options in [[], ["--state-dir", "/var/lib/other", "--run-dir", "/run/other"]] {
          let second = try Bumpwire.run(["apply", "--yes", path] + options)
          #expect(second.status == 75, "\(second)")
          #expect(second.errors.contains("\(first.pid)"), "\(second)")
        }
        // Who only looks waits for nobody, and says what is there.
        for command in [
          ["plan", path], ["status", "direct"], ["diff", path, path], ["list"],
          ["flows", "direct"], ["validate", path], ["state", "show", "direct"],
        ] {
          let result = try Bumpwire.run(command, seconds: 20)
          #expect([0, 1].contains(result.status), "\(result)")
          #expect(first.isStopped)
        }
        first.send(SIGCONT)
        #expect(first.wait().status == 0)
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("many at once: each succeeds or is refused with the name of one who does not wait")
    func rounds() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        for round in 0..<(Campaign.isWhole ? 50 : 3) {
          let arguments =
            round % 2 == 0 ? ["apply", "--yes", path] : ["destroy", "direct", "--yes"]
          let commands = try (0..<3).map { _ in try Bumpwire.start(arguments) }
          let pids = Set(commands.map(\.pid))
          let results = commands.map { $0.wait() }
          #expect(results.contains { $0.status == 0 }, "\(results)")
          for (command, result) in zip(commands, results) where result.status != 0 {
            #expect(result.status == 75, "\(result)")
            let others = pids.subtracting([command.pid])
            #expect(others.contains { result.errors.contains("pid \($0),") }, "\(result)")
          }
        }
        try lab.apply(path)
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("1: the status of a topology that is not applied; 0: its destruction")
    func absent() async throws {
      try await Lab.run { lab in
        let status = try Bumpwire.run("status", "direct")
        #expect(status.status == 1, "\(status)")
        let destroy = try Bumpwire.run("destroy", "direct", "--yes")
        #expect(destroy.status == 0, "\(destroy)")
        lab.expectNothingLeft()

        // A name that was misspelt is absent too: those that are there are told.
        try lab.apply(try lab.topology(Self.source))
        let near = try Bumpwire.run("destroy", "dierct", "--yes")
        #expect(near.status == 0, "\(near)")
        #expect(near.errors.contains("did you mean `direct`?"), "\(near)")
        let misspelt = try Bumpwire.run("status", "dierct")
        #expect(misspelt.status == 1 && misspelt.errors.contains("mean `direct`?"), "\(misspelt)")
        let far = try Bumpwire.run("destroy", "something-else", "--yes")
        #expect(far.errors.contains("on this host is `direct`"), "\(far)")
        try lab.destroy("direct")
      }
    }
  }
}
