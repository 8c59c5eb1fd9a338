import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("An apply that does not end well")
  struct InterruptionTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"

    @Test("a process that cannot start undoes everything: exit 3 with what, where and why")
    func rollback() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(
          Self.source,
          changing: [("[python3, -m, http.server, \"8080\"]", "[/nonexistent/server]")])
        let result = try Bumpwire.run("apply", "--yes", path)
        #expect(result.status == 3, "\(result)")
        #expect(result.errors.contains("bw.direct.app.instance.web"), "\(result)")
        #expect(result.errors.contains("/nonexistent/server"), "\(result)")
        #expect(result.errors.contains("No such file or directory"), "\(result)")
        #expect(result.errors.contains("topology.yaml:"), "\(result)")
        lab.expectNothingLeft()

        // What was mended is applied.
        let mended = try lab.topology(Self.source)
        try lab.apply(mended)
        try lab.expectNoChanges(mended)
        try lab.destroy("direct")
      }
    }

    @Test("a change that fails is undone, and what was there before goes on")
    func failedChange() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        let client = Client(namespace: "bw.direct.internet.client")
        try client.getEventually("203.0.113.20", port: 8080)
        let connection = try client.connect(to: "203.0.113.20", port: 8080)
        let before = try lab.status("direct")

        let change =
          "    instances:\n"
          + "      api: { subnet: app, public_address: 203.0.113.21, process: [/nonexistent] }\n"
        let changed = try lab.topology(
          Self.source, changing: [("    instances:\n", change)], as: "changed.yaml")
        let result = try Bumpwire.run("apply", "--yes", changed)
        #expect(result.status == 3, "\(result)")
        #expect(result.errors.contains("bw.direct.app.instance.api"), "\(result)")
        try lab.expectNoChanges(path)
        #expect(try connection.get("/resource", host: "web") == "app/instance/web")
        let after = try lab.status("direct")
        #expect(after.agent.pid == before.agent.pid)
        #expect(after.processes.map(\.pid) == before.processes.map(\.pid))

        // A process that was ended for the change, and started again as it was, has not failed.
        let broken = try lab.topology(
          Self.source, changing: [("[python3, -m, http.server, \"8080\"]", "[/nonexistent]")],
          as: "broken.yaml")
        #expect(try Bumpwire.run("apply", "--yes", broken).status == 3)
        #expect(try lab.status("direct").processes.map(\.restarts) == [0])
        try lab.destroy("direct")
      }
    }

    @Test("an obstacle that cannot be removed is named with the kernel's words, and kept")
    func obstacle() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        // A folder that has a namespace's name.
        let obstacle = "/run/netns/bw.direct.app.instance.web"
        try FileManager.default.createDirectory(
          atPath: obstacle, withIntermediateDirectories: true)
        let result = try Bumpwire.run("apply", "--yes", path)
        #expect(result.status == 3, "\(result)")
        #expect(result.errors.contains("netns delete bw.direct.app.instance.web"), "\(result)")
        #expect(result.errors.contains("Is a directory (EISDIR)"), "\(result)")
        #expect(result.errors.contains("\(path):"), "\(result)")
        let destroy = try Bumpwire.run("destroy", "direct", "--yes")
        #expect(destroy.status == 1, "\(destroy)")
        #expect(destroy.errors.contains("left after destruction: netns delete"), "\(destroy)")
        #expect(
          lab.leftovers.filter { !$0.hasPrefix("file") }
            == ["namespace bw.direct.app.instance.web"])
        try FileManager.default.removeItem(atPath: obstacle)
        let again = try lab.apply(path)
        #expect(!again.errors.contains("cut off"), "\(again)")
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("no room for the database: nothing is changed; none for the journal: all of it is undone")
    func fullDisk() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try FileManager.default.createDirectory(
          atPath: "/var/lib/bumpwire", withIntermediateDirectories: true)
        for (kilobytes, status) in [(4, 69), (128, Int32(3))] {
          try Shell.run("mount -t tmpfs -o size=\(kilobytes)k tmpfs /var/lib/bumpwire")
          let apply = try Bumpwire.run("apply", "--yes", path)
          #expect(apply.status == status, "\(apply)")
          #expect(apply.errors.contains("database or disk is full"), "\(apply)")
          #expect(!lab.leftovers.contains { $0.hasPrefix("namespace") })
          let destroy = try Bumpwire.run("destroy", "direct", "--yes")
          #expect(destroy.status == 0, "\(destroy)")
          try Shell.run("umount /var/lib/bumpwire")
          lab.expectNothingLeft()
        }
      }
    }

    @Test("killed before any operation, apply goes on from there and destroy leaves nothing")
    func killed() async throws {
      let count = try Self.operations()
      var counts = Campaign.Counts()
      for operation in Campaign.points(of: count) {
        try await Lab.run { lab in
          let path = try lab.topology(Self.source)
          let kind = ["kill", "kill-amid", "kill-after", "kill-half"][operation / 2 % 4]
          let apply = try Bumpwire.run(
            ["apply", "--yes", path], environment: ["BUMPWIRE_FAULT": "\(kind)@\(operation)"])
          #expect(apply.ending == .killed(signal: SIGKILL), "\(apply)")
          counts.injections += 1
          if operation % 2 == 0 {
            let plan = try Bumpwire.run("plan", path)
            #expect(!plan.output.contains("somebody else"), "\(plan)")
            let again = try lab.apply(path)
            let done = kind.hasSuffix("kill") || kind.hasSuffix("after") ? "\(operation - 1) " : ""
            #expect(again.errors.contains("cut off after \(done)"), "\(again)")
            try lab.expectNoChanges(path)
            try Client(namespace: "bw.direct.internet.client")
              .getEventually("203.0.113.20", port: 8080)
            counts.converged += 1
          }
          try lab.destroy("direct")
          counts.destroyed += 1
          counts.leaked += lab.leftovers.count
        }
      }
      print("killed before operations of an apply: \(counts)")
    }

    @Test("killed before the first operation, or before what was done is written, apply goes on")
    func killedAtSteps() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        for (step, words) in [("begin", "cut off after 0 of "), ("remember", "cut off after ")] {
          let apply = try Bumpwire.run(
            ["apply", "--yes", path], environment: ["BUMPWIRE_FAULT": "kill@\(step)"])
          #expect(apply.ending == .killed(signal: SIGKILL), "\(apply)")
          let state = try Bumpwire.run("state", "show", "direct")
          #expect(state.output.contains(words), "\(state)")
        }
        let again = try lab.apply(path)
        #expect(!again.errors.contains("in flight"), "\(again)")
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("killed before any operation of a destruction, destroy goes on from there")
    func killedDestroy() async throws {
      var count = 0
      try await Lab.run { lab in
        try lab.apply(try lab.topology(Self.source))
        let whole = try Bumpwire.run("destroy", "direct", "--yes")
        count = whole.errors.split(separator: "\n").count { $0.hasPrefix("[") }
        try #require(count > 10, "\(whole)")
      }
      var counts = Campaign.Counts()
      for operation in Campaign.points(of: count) {
        try await Lab.run { lab in
          try lab.apply(try lab.topology(Self.source))
          let destroy = try Bumpwire.run(
            ["destroy", "direct", "--yes"],
            environment: [
              "BUMPWIRE_FAULT": "\(["kill", "kill-amid", "kill-half"][operation % 3])@\(operation)"
            ])
          #expect(destroy.ending == .killed(signal: SIGKILL), "\(destroy)")
          counts.injections += 1
          try lab.destroy("direct")
          counts.destroyed += 1
          counts.leaked += lab.leftovers.count
        }
      }
      print("killed before operations of a destruction: \(counts)")
    }

    @Test("killed while it takes back, apply goes on from there")
    func killedRollback() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let apply = try Bumpwire.run(
          ["apply", "--yes", path], environment: ["BUMPWIRE_FAULT": "refuse@100,undo-kill@50"])
        #expect(apply.ending == .killed(signal: SIGKILL), "\(apply)")
        let state = try Bumpwire.run("state", "show", "direct")
        #expect(state.output.contains("cut off while it was taken back"), "\(state)")
        let status = try Bumpwire.run("status", "direct")
        #expect(
          (status.output + status.errors).contains("has not come to its end"), "\(status)")
        let again = try lab.apply(path)
        #expect(again.errors.contains("was cut off while it was taken back"), "\(again)")
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("refused at any operation, nothing is left of it")
    func refused() async throws {
      var counts = Campaign.Counts()
      for operation in Campaign.points(of: try Self.operations()) {
        try await Lab.run { lab in
          let path = try lab.topology(Self.source)
          let apply = try Bumpwire.run(
            ["apply", "--yes", path],
            environment: [
              "BUMPWIRE_FAULT":
                "\(["refuse", "refuse-amid", "refuse-half"][operation % 3])@\(operation)"
            ])
          #expect(apply.status == 3, "\(apply)")
          counts.injections += 1
          counts.leaked += lab.leftovers.count
          lab.expectNothingLeft()
        }
      }
      print("refused operations, taken back: \(counts.injections), \(counts.leaked) leaked")
    }

    @Test(
      "on a signal, the end of its terminal too, it finishes what is in flight and says how far it came",
      arguments: [
        ("SIGINT", SIGINT, 130), ("SIGTERM", SIGTERM, 143), ("SIGHUP", SIGHUP, Int32(143)),
      ])
    func signals(_ name: String, _ signal: Int32, _ status: Int32) async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let apply = try stopApply(["--yes", path], at: 60)
        apply.send(signal)
        apply.send(SIGCONT)
        let result = apply.wait()
        #expect(result.status == status, "\(result)")
        #expect(
          result.errors.contains(
            "interrupted (\(name)) after 60 of \(try Self.operations()) operations"), "\(result)")
        try lab.apply(path)
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("a signal during the last operation is heard: all is done, and 130 says so")
    func lateSignal() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let apply = try stopApply(["--yes", path], at: try Self.operations())
        apply.send(SIGINT)
        apply.send(SIGCONT)
        let result = apply.wait()
        #expect(result.status == 130, "\(result)")
        #expect(result.errors.contains("it is done"), "\(result)")
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("between the rule that sends packets past the tables and its end a signal waits")
    func signalAmidSwitch() async throws {
      try await Lab.run { lab in
        try FileManager.default.copyItem(
          atPath: Repository.path("Tests/EndToEndTests/Topologies/updates/marking.nft"),
          toPath: "\(lab.folder)/marking.nft")
        var network = UpdatedNetwork()
        let path = try lab.write(network.text, to: "updates.yaml")
        try lab.apply(path)
        network.make(.rerouteAll)
        try lab.write(network.text, to: "updates.yaml")
        struct Plan: Decodable {
          struct Operation: Decodable { var phase: String }
          var operations: [Operation]
        }
        let planned = try Bumpwire.run("plan", "--format", "json", path)
        let operations = try JSONDecoder().decode(Plan.self, from: Data(planned.output.utf8))
          .operations
        let settling = try #require(operations.firstIndex { $0.phase == "settle_routes" })
        let apply = try stopApply(["--yes", path], at: settling + 1)
        apply.send(SIGTERM)
        apply.send(SIGCONT)
        let result = apply.wait()
        #expect(result.status == 143, "\(result)")
        for vpc in ["app", "shop"] {
          let rules = try Shell.run("ip -n bw.updates.\(vpc) rule")
          #expect(!rules.contains("goto"), "\(rules)")
        }
        try lab.apply(path)
        try lab.destroy(UpdatedNetwork.name)
      }
    }

    @Test("what runs in one run directory is not made again over it from another")
    func otherRunDirectory() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        for command in [["apply", "--yes", path], ["destroy", "--yes", "direct"]] {
          let result = try Bumpwire.run(command + ["--run-dir", "/run/other"])
          #expect(result.status == 69, "\(result)")
          #expect(result.errors.contains("`--run-dir /run/bumpwire`"), "\(result)")
        }
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("a second signal ends it at once, and it says what is in doubt")
    func secondSignal() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let apply = try stopApply(["--yes", path], at: 60)
        // Whichever the kernel delivers last.
        for signal in [SIGINT, SIGTERM, SIGCONT] { apply.send(signal) }
        let result = apply.wait()
        #expect([130, 143].contains(result.status), "\(result)")
        let count = try Self.operations()
        let words = "interrupted again after 59 of \(count) operations; in doubt: + bw.direct."
        #expect(result.errors.contains(words), "\(result)")
        #expect(try Bumpwire.run("state", "show", "direct").output.contains("in doubt"))
        let again = try lab.apply(path)
        #expect(again.errors.contains("with 1 in flight"), "\(again)")
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test(
      "the first ^C at the question ends it with 130, whatever is answered after, and changes nothing"
    )
    func interruptedQuestion() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        for answer in ["", "yes\n"] {
          let apply = try Bumpwire.run(
            ["apply", path], through: ["env", "-u", "CI", "python3", "-c", Self.terminal, answer])
          #expect(apply.status == 130, "\(apply)")
          #expect(apply.output.contains("interrupted; nothing was changed"), "\(apply)")
          #expect(!lab.leftovers.contains { $0.hasPrefix("namespace") })
        }
        try lab.apply(path)
        let destroy = try Bumpwire.run(
          ["destroy", "direct"], through: ["env", "-u", "CI", "python3", "-c", Self.terminal, ""])
        #expect(destroy.status == 130, "\(destroy)")
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    /// Runs a command on a terminal of its own, and at its question presses ^C and types an answer.
    private static let terminal = """
      import os, pty, select, sys
      pid, terminal = pty.fork()
      if pid == 0:
          os.execv(sys.argv[2], sys.argv[2:])
      text, answered = b"", False
      while select.select([terminal], [], [], 30)[0]:
          try:
              data = os.read(terminal, 4096)
          except OSError:
              break
          if not data:
              break
          text += data
          if b"goes ahead" in text and not answered:
              answered = True
              os.write(terminal, b"\\x03" + sys.argv[1].encode())
      else:
          os.kill(pid, 9)
      sys.stdout.write(text.decode())
      sys.stdout.flush()
      status = os.waitpid(pid, 0)[1]
      os._exit(os.waitstatus_to_exitcode(status) % 256)
      """

    @Test("a reader that goes away, and a terminal that nohup outlives, stop nothing half-way")
    func unheard() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        for format in ["text", "json"] {
          let apply = try Bumpwire.run(
            ["apply", "--yes", "--format", format, path],
            through: ["bash", "-c", "\"$0\" \"$@\" 2>&1 | head -n 1; exit ${PIPESTATUS[0]}"])
          #expect(apply.status == 0, "\(apply)")
          try lab.expectNoChanges(path)
          let destroy = try Bumpwire.run(
            ["destroy", "direct", "--yes", "--format", format],
            through: ["bash", "-c", "\"$0\" \"$@\" 2>&1 | head -n 1; exit ${PIPESTATUS[0]}"])
          #expect(destroy.status == 0, "\(destroy)")
          lab.expectNothingLeft()
        }
        let apply = try Bumpwire.start(
          ["apply", "--yes", path], through: ["nohup"], environment: ["BUMPWIRE_FAULT": "stop@60"])
        try #require(eventually(within: 60) { apply.isStopped })
        apply.send(SIGHUP)
        apply.send(SIGCONT)
        let result = apply.wait()
        #expect(result.status == 0, "\(result)")
        try lab.destroy("direct")
      }
    }

    @Test(
      "what somebody changes meanwhile undoes everything, or is named: exit 3, or 70 without rollback",
      arguments: [true, false])
    func disturbed(_ rollsBack: Bool) async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let apply = try stopApply(
          ["--yes", path, rollsBack ? "--rollback" : "--no-rollback"], at: try Self.operations())
        try Shell.run("ip -n bw.direct.internet address add 192.0.2.77/32 dev lo")
        apply.send(SIGCONT)
        let result = apply.wait()
        #expect(result.status == (rollsBack ? 3 : 70), "\(result)")
        #expect(
          result.errors.contains("bw.direct.internet: address 192.0.2.77 dev lo"), "\(result)")
        if rollsBack {
          let left = lab.leftovers.filter { !$0.hasPrefix("file /var/lib/bumpwire/direct.") }
          #expect(left.isEmpty, "\(left)")
        }
        let again = try lab.apply(path)
        #expect(!again.errors.contains("cut off"), "\(again)")
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("a rollback that fails too is said, with what is left: exit 4")
    func failedRollback() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let result = try Bumpwire.run(
          ["apply", "--yes", path], environment: ["BUMPWIRE_FAULT": "refuse@40,undo-refuse@1"])
        #expect(result.status == 4, "\(result)")
        #expect(result.errors.contains("the rollback failed too"), "\(result)")
        #expect(result.errors.contains("bw.direct.app.instance.web: namespace"), "\(result)")
        #expect(result.errors.contains("`bumpwire destroy` removes everything"), "\(result)")
        // A person who types the commands is where they were before.
        let commands = result.errors.split(separator: "\n").map(String.init)
          .drop { !$0.hasSuffix("the commands that remain:") }.dropFirst()
          .prefix { $0.hasPrefix("  ") }
        #expect(!commands.isEmpty, "\(result)")
        try Shell.run(["bash", "-ec", commands.joined(separator: "\n")])
        #expect(!lab.leftovers.contains { $0.hasPrefix("namespace") }, "\(lab.leftovers)")
        try lab.destroy("direct")
      }
    }

    @Test("without a confirmation in time a change is taken back, with one it stays")
    func confirmation() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        let changed = try lab.topology(
          Self.source, changing: [("203.0.113.20", "203.0.113.21")], as: "changed.yaml")
        let arguments = ["apply", "--yes", changed, "--confirm-within"]
        let ignored = try Bumpwire.run(arguments + ["1s"])
        #expect(ignored.status == 3, "\(ignored)")
        #expect(ignored.errors.contains("not confirmed in time"), "\(ignored)")
        try lab.expectNoChanges(path)

        let answer = ["sh", "-c", "echo \"$ANSWER\" | \"$0\" \"$@\""]
        let refused = try Bumpwire.run(
          arguments + ["1h"], through: answer, environment: ["ANSWER": "no"])
        #expect(refused.status == 3, "\(refused)")
        try lab.expectNoChanges(path)

        // Enter pressed too soon is no answer.
        let confirmed = try Bumpwire.run(
          arguments + ["1h"], through: answer, environment: ["ANSWER": "\nwhat?\nyes"])
        #expect(confirmed.status == 0, "\(confirmed)")
        try lab.expectNoChanges(changed)
        try lab.destroy("direct")
      }
    }

    @Test("the event that asks for a confirmation names the process whose SIGUSR1 is one")
    func confirmedBySignal() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let apply = try Bumpwire.start([
          "apply", "--yes", "--format", "json", path, "--confirm-within", "1h",
        ])
        let event = try #require(
          eventually(within: 60) {
            apply.outputText.split(separator: "\n").first { $0.contains(#""type":"confirm""#) }
          })
        #expect(event.contains("\"pid\":\(apply.pid)"), "\(event)")
        // Who looks whether all is well before he confirms is not told to apply it again.
        let problems = try lab.status("direct").problems
        #expect(problems.count == 2, "\(problems)")
        #expect(problems.first?.contains(", pid \(apply.pid), since ") == true, "\(problems)")
        #expect(problems.first?.contains(" is under way: ") == true, "\(problems)")
        #expect(
          problems.last?.hasPrefix("the last change has to be confirmed until ") == true,
          "\(problems)")
        let shown = try Bumpwire.run("state", "show", "direct")
        #expect(shown.output.contains(", pid \(apply.pid), since "), "\(shown)")
        #expect(shown.output.contains(" is under way: "), "\(shown)")
        let list = try Bumpwire.run("list")
        #expect(list.output.contains("a run is under way"), "\(list)")
        apply.send(SIGUSR1)
        let result = apply.wait()
        #expect(result.status == 0, "\(result)")
        #expect(try lab.status("direct").problems == [])
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("who is to confirm and is cut off while it is made has it taken back")
    func cutOffBeforeConfirmation() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        let changed = try lab.topology(
          Self.source, changing: [("203.0.113.20", "203.0.113.21")], as: "changed.yaml")
        let apply = try stopApply(["--yes", changed, "--confirm-within", "1h"], at: 2)
        apply.send(SIGHUP)
        apply.send(SIGCONT)
        let result = apply.wait()
        #expect(result.status == 143, "\(result)")
        #expect(result.errors.contains("interrupted (SIGHUP) after 2 of "), "\(result)")
        #expect(result.errors.contains("everything was rolled back"), "\(result)")
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test(
      "what nobody confirms because who was to is killed, the agent takes back",
      arguments: [true, false])
    func killedBeforeConfirmation(_ isFirst: Bool) async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        if !isFirst { try lab.apply(path) }
        let changed = try lab.topology(
          Self.source, changing: [("203.0.113.20", "203.0.113.21")], as: "changed.yaml")
        let apply = try Bumpwire.start(["apply", "--yes", changed, "--confirm-within", "1h"])
        try #require(
          eventually(within: 60) {
            (try? Bumpwire.run("plan", "--detailed-exitcode", changed))?.status == 0
          })
        apply.send(SIGKILL)
        #expect(apply.wait().ending == .killed(signal: SIGKILL))
        let plan = try Bumpwire.run("plan", changed)
        #expect(plan.errors.contains("the last change has to be confirmed until"), "\(plan)")
        let state = try Bumpwire.run("state", "show", "direct")
        #expect(state.output.contains(", to be confirmed until 20"), "\(state)")

        if !isFirst {
          // One that fails leaves it to be confirmed.
          let failed = try Bumpwire.run(
            [
              "apply", "--yes",
              lab.topology(
                Self.source, changing: [("203.0.113.20", "203.0.113.22")], as: "third.yaml"),
            ], environment: ["BUMPWIRE_FAULT": "refuse@1"])
          #expect(failed.status == 3, "\(failed)")
          let again = try Bumpwire.run("plan", changed)
          #expect(again.errors.contains("the last change has to be confirmed until"), "\(again)")
        }
        try letTimePass()
        if isFirst {
          try #require(eventually(within: 60) { lab.leftovers.isEmpty })
          return
        }
        try #require(
          eventually(within: 60) {
            (try? Bumpwire.run("plan", "--detailed-exitcode", path))?.status == 0
          })
        try lab.expectNoChanges(path)
        try Client(namespace: "bw.direct.internet.client")
          .getEventually("203.0.113.20", port: 8080)
        try lab.destroy("direct")
      }
    }

    @Test(
      "what is to be confirmed is asked for again, and nobody scales meanwhile",
      arguments: ["yes", "no"])
    func askedAgain(_ answer: String) async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        let changed = try lab.topology(
          Self.source, changing: [("203.0.113.20", "203.0.113.21")], as: "changed.yaml")
        let arguments = ["apply", "--yes", changed, "--confirm-within", "1h"]
        let apply = try Bumpwire.start(arguments)
        try #require(
          eventually(within: 60) {
            (try? Bumpwire.run("plan", "--detailed-exitcode", changed))?.status == 0
          })
        apply.send(SIGKILL)
        _ = apply.wait()
        let scaled = try Bumpwire.run("scale", "--topology", "direct", "--yes")
        #expect(scaled.status == 75, "\(scaled)")

        let again = try Bumpwire.run(
          arguments, through: ["sh", "-c", "echo \(answer) | \"$0\" \"$@\""])
        #expect(again.status == (answer == "yes" ? 0 : 1), "\(again)")
        let kept = answer == "yes" ? changed : path
        try #require(
          eventually(within: 60) {
            (try? Bumpwire.run("plan", "--detailed-exitcode", kept))?.status == 0
          })
        try lab.expectNoChanges(kept)
        let state = try Bumpwire.run("state", "show", "direct")
        #expect(!state.output.contains("to be confirmed"), "\(state)")
        try lab.destroy("direct")
      }
    }

    @Test("a first apply that is to be confirmed and is killed amid it, the agent takes back")
    func killedAmidFirst() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let apply = try Bumpwire.run(
          ["apply", "--yes", path, "--confirm-within", "1h"],
          environment: ["BUMPWIRE_FAULT": "kill@60"])
        #expect(apply.ending == .killed(signal: SIGKILL), "\(apply)")
        let plan = try Bumpwire.run("plan", path)
        #expect(plan.errors.contains("the last change has to be confirmed until"), "\(plan)")
        try letTimePass()
        try #require(eventually(within: 60) { lab.leftovers.isEmpty })
      }
    }

    /// Until nobody can confirm the last change any more, and it has been taken back.
    private func letTimePass() throws {
      try Shell.run([
        "python3", "-c",
        "import sqlite3; base = sqlite3.connect('/var/lib/bumpwire/direct.sqlite');"
          + " base.execute('UPDATE run SET deadline = 1'); base.commit()",
      ])
      let deadline = "/run/bumpwire/direct/confirmation.json"
      try Data(#"{"deadline":1}"#.utf8).write(to: URL(filePath: deadline), options: .atomic)
      try #require(eventually(within: 60) { !FileManager.default.fileExists(atPath: deadline) })
    }

    @Test("what somebody else had made and we cannot make again is not called restored: exit 4")
    func unmakeable() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        let hops = ["igw", "e-inspect"].map { "nexthop via 169.254.0.1 dev \($0) onlink" }
        try Shell.run("ip -n bw.direct.app route add 9.9.0.0/16 \(hops.joined(separator: " "))")
        let result = try Bumpwire.run(
          ["apply", "--yes", "--confirm-within", "1s", path])
        #expect(result.status == 4, "\(result)")
        #expect(result.errors.contains("we have no words to make it again"), "\(result)")
        #expect(result.errors.contains("bw.direct.app: route "), "\(result)")
        try lab.expectNoChanges(path)
        try lab.destroy("direct")
      }
    }

    @Test("a state that cannot be written refuses apply and never destroy")
    func readOnlyState() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let folder = "/var/lib/bumpwire"
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
        for isApplied in [true, false] {
          try Shell.run("mount -t tmpfs tmpfs \(folder)")
          if isApplied { try lab.apply(path) }
          try Shell.run("mount -o remount,ro \(folder)")
          if isApplied {
            let shown = try Bumpwire.run("state", "show", "direct")
            #expect(shown.status == 0, "\(shown)")
            let plan = try Bumpwire.run("plan", "--detailed-exitcode", path)
            #expect(plan.status == 0 && !plan.errors.contains("warning"), "\(plan)")
          }
          let apply = try Bumpwire.run("apply", "--yes", path)
          #expect(apply.status == 69, "\(apply)")
          #expect(apply.errors.contains("nothing was changed"), "\(apply)")
          #expect(apply.errors.contains("Read-only file system"), "\(apply)")
          let destroy = try Bumpwire.run("destroy", "direct", "--yes")
          #expect(destroy.status == 0, "\(destroy)")
          try Shell.run("umount \(folder)")
          lab.expectNothingLeft()
        }
      }
    }

    @Test("a lost or damaged database is no obstacle", arguments: ["", "junk"])
    func damagedState(_ content: String) async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        for isDestroyedAtOnce in [true, false] {
          try lab.apply(path)
          for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: "/var/lib/bumpwire/direct.sqlite\(suffix)")
          }
          if !content.isEmpty {
            try Data(String(repeating: content, count: 4096).utf8)
              .write(to: URL(filePath: "/var/lib/bumpwire/direct.sqlite"))
          }
          if !isDestroyedAtOnce {
            try lab.apply(path)
            try lab.expectNoChanges(path)
          }
          try lab.destroy("direct")
        }
      }
    }

    /// How many operations the topology takes.
    private static func operations() throws -> Int {
      struct Plan: Decodable {
        struct Operation: Decodable {}
        var operations: [Operation]
      }
      let path = "\(Repository.path(source))/topology.yaml"
      let plan = try Bumpwire.run("plan", "--offline", "--format", "json", path)
      try #require(plan.status == 0, "\(plan)")
      return try JSONDecoder().decode(Plan.self, from: Data(plan.output.utf8)).operations.count
    }

    /// Starts an apply that stops itself before the operation of that number, and waits until it has.
    private func stopApply(_ arguments: [String], at operation: Int) throws -> RunningCommand {
      let apply = try Bumpwire.start(
        ["apply"] + arguments, environment: ["BUMPWIRE_FAULT": "stop@\(operation)"])
      try #require(eventually(within: 60) { apply.isStopped })
      return apply
    }
  }
}
