import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("What is remembered")
  struct StateTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"

    @Test("after a boot nothing is on the host, and an apply that fails forgets nothing")
    func booted() async throws {
      try await Lab.run { lab in
        let api = "      api: { subnet: app, public_address: 203.0.113.21 }\n"
        let path = try lab.topology(Self.source)
        let both = try lab.topology(
          Self.source, changing: [("    instances:\n", "    instances:\n" + api)], as: "both.yaml")
        try lab.apply(path)
        try lab.apply(both)
        let before = try Bumpwire.run("state", "show", "direct", "app/instance/api")
        lab.endProcesses()
        try Shell.run("umount /run/bumpwire/direct/bpf")
        try FileManager.default.removeItem(atPath: "/run/bumpwire")
        for name in try Shell.run("ip netns list").split(separator: "\n") {
          try Shell.run("ip netns delete \(name.split(separator: " ")[0])")
        }
        let failed = try Bumpwire.run(
          ["apply", "--yes", both], environment: ["BUMPWIRE_FAULT": "refuse@9"])
        #expect(failed.status == 3, "\(failed)")
        try lab.apply(both)
        let after = try Bumpwire.run("state", "show", "direct", "app/instance/api")
        #expect(after.status == 0 && after.output == before.output, "\(before) \(after)")
        try lab.destroy("direct")
      }
    }

    @Test("what cannot be read is said: nobody is blamed for what may be ours")
    func unreadable() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        try Shell.run([
          "python3", "-c",
          "import sqlite3; d = sqlite3.connect('/var/lib/bumpwire/direct.sqlite'); "
            + "d.execute(\"UPDATE applied SET value = '{'\"); d.commit()",
        ])
        let plan = try Bumpwire.run("plan", path)
        #expect(plan.status == 0, "\(plan)")
        #expect(plan.errors.contains("who made what is on this host cannot be told"), "\(plan)")
        try lab.destroy("direct")
      }
    }

    @Test("another topology's database is not taken for one's own")
    func moved() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology(Self.source))
        let database = "/var/lib/bumpwire/direct.sqlite"
        try Shell.run("cp \(database) /var/lib/bumpwire/other.sqlite")
        for arguments in [["state", "show", "other"], ["state", "list", "other"]] {
          let result = try Bumpwire.run(arguments)
          #expect(result.status != 0, "\(result)")
          #expect(result.errors.contains("it is topology direct's"), "\(result)")
        }
        #expect(try Bumpwire.run("state", "show", "direct").status == 0)
        for suffix in ["", "-wal", "-shm"] {
          try Shell.run("rm -f /var/lib/bumpwire/other.sqlite\(suffix)")
        }
        try lab.destroy("direct")
      }
    }

    @Test("another file of the same name, and the same file under another name, are told")
    func otherPlaces() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let first = try lab.apply(path)
        #expect(!first.errors.contains("warning"), "\(first)")
        let copy = try lab.topology(
          Self.source, changing: [("203.0.113.20", "203.0.113.21")], as: "copy.yaml")
        let plan = try Bumpwire.run("plan", copy)
        #expect(plan.errors.contains("direct was applied last from `\(path)`"), "\(plan)")
        try Shell.run("cp \(path) \(lab.folder)/moved.yaml")
        let moved = try Bumpwire.run("plan", "\(lab.folder)/moved.yaml")
        #expect(moved.status == 0 && moved.errors.isEmpty, "\(moved)")
        let renamed = try lab.topology(Self.source, changing: [("name: direct", "name: twin")])
        let twin = try Bumpwire.run("plan", renamed)
        #expect(twin.errors.contains("this file was applied as direct, which stays"), "\(twin)")
        try lab.destroy("direct")
      }
    }

    @Test("readers beside a destruction leave nothing of the database")
    func readersMeanwhile() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        for _ in 0..<(Campaign.isWhole ? 50 : 3) {
          try lab.apply(path)
          let readers = try Bumpwire.start(
            [],
            through: [
              "sh", "-c",
              "for i in 1 2 3 4 5 6 7 8 9 10; do \"$0\" state show direct; \"$0\" list; done",
            ])
          let destroy = try Bumpwire.run("destroy", "--yes", "direct")
          #expect(destroy.status == 0, "\(destroy)")
          _ = readers.wait()
          lab.expectNothingLeft()
        }
      }
    }

    @Test("list and show tell of the last apply by resource, and near names for wrong ones")
    func shown() async throws {
      try await Lab.run { lab in
        let absent = try Bumpwire.run("state", "list", "direct")
        #expect(absent.status == 1, "\(absent)")
        #expect(absent.errors.contains("nothing is remembered"), "\(absent)")

        let path = try lab.topology(Self.source)
        try lab.apply(path)
        let list = try Bumpwire.run("state", "list", "direct")
        let resources = list.output.split(separator: "\n").map(String.init)
        #expect(resources == resources.sorted())
        #expect(resources.contains("app/instance/web"), "\(list)")
        #expect(resources.contains("security/appliance_group/appliances[1]"), "\(list)")

        struct Objects: Decodable {
          struct Object: Decodable {
            var namespace: String
            var object: String
          }
          var objects: [Object]
        }
        var count = 0
        for resource in resources {
          let shown = try Bumpwire.run("state", "show", "direct", resource, "--format", "json")
          #expect(shown.status == 0, "\(shown)")
          count +=
            try JSONDecoder().decode(Objects.self, from: Data(shown.output.utf8)).objects.count
        }
        let whole = try Bumpwire.run("state", "show", "direct")
        #expect(whole.output.contains("\(count) kernel objects"), "each is of one: \(whole)")
        #expect(whole.output.contains(path), "\(whole)")
        #expect(whole.output.contains("last run  done, "), "\(whole)")
        let web = try Bumpwire.run("state", "show", "direct", "app/instance/web")
        #expect(web.output.contains("bw.direct.app.instance.web\n"), "\(web)")
        #expect(web.output.contains("  process main"), "\(web)")

        let near = try Bumpwire.run("state", "show", "direct", "app/instance/wbe")
        #expect(near.status == 1, "\(near)")
        #expect(near.errors.contains("did you mean `app/instance/web`?"), "\(near)")
        #expect(
          try Bumpwire.run("state", "list", "dierct").errors.contains("did you mean `direct`?"))
        try lab.destroy("direct")
      }
    }

    @Test("a run that was cut off is shown with what is in doubt")
    func cutOff() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        _ = try Bumpwire.run(
          ["apply", "--yes", path], environment: ["BUMPWIRE_FAULT": "kill@7"])
        let shown = try Bumpwire.run("state", "show", "direct")
        #expect(shown.output.contains("cut off after 6 of"), "\(shown)")
        #expect(shown.output.contains("in doubt"), "\(shown)")
        #expect(shown.output.contains("never"), "\(shown)")
        #expect(try Bumpwire.run("state", "list", "direct").status == 1)
        let list = try Bumpwire.run("list")
        #expect(list.output.contains("last run cut off"), "\(list)")
        try lab.destroy("direct")
        #expect(try Bumpwire.run("list").output == "No topology is on this host.\n")
      }
    }

    @Test("rm forgets, though the database is junk, and the host stays as it is")
    func forgotten() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        for isDamaged in [false, true] {
          try lab.apply(path)
          if isDamaged {
            try Data(String(repeating: "junk", count: 4096).utf8)
              .write(to: URL(filePath: "/var/lib/bumpwire/direct.sqlite"))
          }
          let asked = try Bumpwire.run("state", "rm", "direct")
          #expect(asked.status == 64, "\(asked)")
          let before = lab.leftovers.filter { !$0.hasPrefix("file /var") }
          let removed = try Bumpwire.run("state", "rm", "direct", "--yes")
          #expect(removed.status == 0, "\(removed)")
          #expect(removed.output.contains("What is on the host stays"), "\(removed)")
          #expect(lab.leftovers == before)
          let again = try Bumpwire.run("state", "rm", "direct", "--yes")
          #expect(again.status == 0, "\(again)")
          #expect(again.output.contains("Nothing is remembered"), "\(again)")
          try lab.expectNoChanges(path)
          try lab.destroy("direct")
        }
      }
    }

    @Test("unlock names who has the lock, keeps it his, and clears a file that nobody has")
    func locked() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let apply = try Bumpwire.start(
          ["apply", "--yes", path], environment: ["BUMPWIRE_FAULT": "stop@9"])
        try #require(eventually(within: 60) { apply.isStopped })
        for arguments in [["unlock", "direct"], ["rm", "direct", "--yes"]] {
          let result = try Bumpwire.run(["state"] + arguments)
          #expect(result.status == 75, "\(result)")
          #expect(result.errors.contains("pid \(apply.pid)"), "\(result)")
          #expect(result.errors.contains("kill \(apply.pid)"), "\(result)")
        }
        // Looking needs no lock.
        #expect(try Bumpwire.run("state", "show", "direct").status == 0)
        apply.send(SIGKILL)
        _ = apply.wait()
        #expect(lab.leftovers.contains("lock bumpwire.direct.lock"))
        let free = try Bumpwire.run("state", "unlock", "direct")
        #expect(free.status == 0, "\(free)")
        #expect(!lab.leftovers.contains("lock bumpwire.direct.lock"))
        try lab.destroy("direct")
      }
    }
  }
}
