import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("Odd surroundings")
  struct SurroundingsTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"

    @Test("a plan is written into a device or through a link, and replaces neither")
    func outputs() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let device = "\(lab.folder)/full"
        try Shell.run("mknod \(device) c 1 7")
        let full = try Bumpwire.run("plan", "--offline", path, "--out", device)
        #expect(full.status == 1, "\(full)")
        #expect(full.errors.contains("No space left on device"), "\(full)")
        var status = stat()
        #expect(stat(device, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)

        let target = try lab.write("", to: "target.json")
        let link = "\(lab.folder)/link.json"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        let linked = try Bumpwire.run("plan", "--offline", path, "--out", link)
        #expect(linked.status == 0, "\(linked)")
        #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
        #expect(try String(contentsOfFile: target, encoding: .utf8).hasPrefix("{"))

        let nowhere = try Bumpwire.run("plan", "--offline", path, "--out", "/nowhere/plan.json")
        #expect(nowhere.status == 1 && nowhere.errors.contains("No such file"), "\(nowhere)")
      }
    }

    @Test("with closed standard streams nothing is written into files that are opened later")
    func closedStreams() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        // A result that cannot be told is a failure before anything is made.
        let silent = try Bumpwire.run(
          ["apply", "--yes", path], through: ["sh", "-c", "exec \"$0\" \"$@\" <&- >&- 2>&-"])
        #expect(silent.status == 1, "\(silent)")
        #expect(!lab.leftovers.contains { $0.hasPrefix("namespace") })

        let apply = try RunningCommand(
          ["sh", "-c", "exec \"$0\" \"$@\" 2>&-", Bumpwire.executable, "apply", "--yes", path],
          environment: ["BUMPWIRE_FAULT": "stop@9"])
        let lock = "/run/bumpwire.direct.lock"
        // By then it has told of the operations that it begins.
        #expect(eventually(within: 30) { apply.isStopped })
        let holder = try String(contentsOfFile: lock, encoding: .utf8)
        apply.send(SIGCONT)
        #expect(!holder.contains("Applying") && !holder.contains("[1/"))
        #expect(apply.wait().status == 0)
        try lab.expectNoChanges(path)
        let destroy = try Bumpwire.run(
          ["destroy", "direct", "--yes"], through: ["sh", "-c", "exec \"$0\" \"$@\" >&-"])
        #expect(destroy.status == 0, "\(destroy)")
        lab.expectNothingLeft()
      }
    }

    @Test("where files may grow no further, a change is taken back as on a full disk")
    func fileSizeLimit() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        // The database of a topology that nothing is applied of has some 50 kB.
        for blocks in [0, 60, 100] {
          let apply = try Bumpwire.run(
            ["apply", "--yes", path],
            through: ["sh", "-c", "ulimit -f \(blocks); exec \"$0\" \"$@\""])
          #expect([0, 3, 69].contains(apply.status), "\(blocks): \(apply)")
          if apply.status != 0 {
            #expect(!lab.leftovers.contains { $0.hasPrefix("namespace") }, "\(apply)")
          }
        }
        lab.endProcesses()
        let destroy = try Bumpwire.run(
          ["destroy", "direct", "--yes"],
          through: ["sh", "-c", "ulimit -f 0; exec \"$0\" \"$@\""])
        #expect(destroy.ending != .killed(signal: SIGXFSZ), "\(destroy)")
        try lab.destroy("direct")
      }
    }

    /// Threads whose stacks are larger than all memory are refused, whatever else takes.
    @Test(
      "with too few files or no threads nothing is changed, and the reason is the true one",
      arguments: [
        "-n 5", "-n 6", "-n 7", "-n 8", "-n 12", "-n 20", "-s 1000000; ulimit -v 900000",
      ])
    func shortage(_ limit: String) async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        for command in [["apply", "--yes", path], ["plan", path]] {
          let result = try Bumpwire.run(
            command, through: ["sh", "-c", "ulimit \(limit); exec \"$0\" \"$@\""])
          #expect(result.status == 69, "\(result)")
          #expect(!result.errors.contains("correct the file"), "\(result)")
        }
        #expect(!lab.leftovers.contains { $0.hasPrefix("namespace") })
      }
    }

    @Test("an emptied database is told of; a plan with a byte order mark is a plan")
    func emptied() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let state = "/var/lib/bumpwire"
        try FileManager.default.createDirectory(
          atPath: state, withIntermediateDirectories: true,
          attributes: [.posixPermissions: 0o700])
        try Data().write(to: URL(filePath: "\(state)/direct.sqlite"))
        let file = "\(lab.folder)/plan.json"
        let plan = try Bumpwire.run("plan", path, "--out", file)
        #expect(plan.errors.contains("is an empty file"), "\(plan)")
        let marked = try lab.write(
          "\u{feff}" + (try String(contentsOfFile: file, encoding: .utf8)), to: "marked.plan")
        let apply = try Bumpwire.run("apply", "--yes", marked)
        #expect(apply.status == 0, "\(apply)")
        try lab.destroy("direct")
      }
    }

    @Test("other folders than the usual ones, relative ones too, hold everything")
    func folders() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let options = ["--state-dir", "own/state", "--run-dir", "own/run"]
        let apply = try Bumpwire.run(["apply", "--yes", path] + options, directory: lab.folder)
        #expect(apply.status == 0, "\(apply)")
        try Client(namespace: "bw.direct.internet.client")
          .getEventually("203.0.113.20", port: 8080)
        let plan = try Bumpwire.run(["plan", path] + options, directory: lab.folder)
        #expect(plan.lastLine.hasPrefix("No changes."), "\(plan)")
        #expect(access("\(lab.folder)/own/state/direct.sqlite", F_OK) == 0)
        #expect(access("/run/bumpwire", F_OK) != 0 && access("/var/lib/bumpwire", F_OK) != 0)
        // It is the same folder however it is called.
        try Shell.run("ln -s own \(lab.folder)/linked")
        for run in ["own/run/", "own//./run", "other/../own/run", "linked/run"] {
          let again = try Bumpwire.run(
            ["apply", "--yes", path, "--state-dir", "own/state/", "--run-dir", run],
            directory: lab.folder)
          #expect(again.status == (run.hasPrefix("other") ? 69 : 0), "\(run) \(again)")
        }
        let destroy = try Bumpwire.run(
          ["destroy", "direct", "--yes", "--state-dir", "own/state", "--run-dir", "linked/run/"],
          directory: lab.folder)
        #expect(destroy.status == 0, "\(destroy)")
        #expect(access("\(lab.folder)/own/run/direct", F_OK) != 0)
        lab.expectNothingLeft()

        let nothing = try Bumpwire.run("apply", "--yes", path, "--state-dir", "")
        #expect(nothing.status == 64, "\(nothing)")
      }
    }

    @Test("a topology may be called as the folder of somebody else's BPF file system is")
    func foreignFileSystem() async throws {
      try await Lab.run { lab in
        try Shell.run("mount -t bpf bpf /sys/fs/bpf")
        let path = try lab.topology(Self.source, changing: [("name: direct", "name: fs")])
        try lab.apply(path)
        let destroy = try Bumpwire.run("destroy", "fs", "--yes")
        #expect(destroy.status == 0, "\(destroy)")
        #expect(access("/run/bumpwire/fs", F_OK) != 0)
      }
    }

    @Test(
      "what is no file where the agent's are hangs nothing",
      arguments: ["agent.lock", "agent.json"])
    func fifo(_ name: String) async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        let file = "/run/bumpwire/direct/\(name)"
        try Shell.run("rm \(file)")
        try Shell.run("mkfifo -m 600 \(file)")
        let destroy = try Bumpwire.run("destroy", "direct", "--yes")
        #expect(destroy.status == 0 || destroy.status == 1, "\(destroy)")
        if destroy.status == 1 {
          #expect(destroy.errors.contains(name), "\(destroy)")
          try Shell.run("rm -f \(file)")
          try lab.destroy("direct")
        }
      }
    }

    @Test(
      "a file or a link where the run directory is to be: refused before anything is made",
      arguments: [true, false])
    func occupied(isLink: Bool) async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let target = "\(lab.folder)/elsewhere"
        for folder in [target, "/run/bumpwire"] {
          try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        }
        let place = "/run/bumpwire/direct"
        if isLink {
          try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: target)
        } else {
          try Data().write(to: URL(filePath: place))
        }
        for command in [["apply", "--yes", path], ["destroy", "--yes", "direct"]] {
          let result = try Bumpwire.run(command)
          #expect(result.status == 69, "\(result)")
          #expect(result.errors.contains("\(place) is not safe to use"), "\(result)")
        }
        #expect(lab.leftovers == ["file \(place)"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: target).isEmpty)
      }
    }

    @Test("a run directory that others may write to is refused before anything is made")
    func unsafeFolder() async throws {
      try await Lab.run { lab in
        try FileManager.default.createDirectory(
          atPath: "/run/bumpwire", withIntermediateDirectories: true)
        try #require(chmod("/run/bumpwire", 0o777) == 0)
        let apply = try Bumpwire.run("apply", "--yes", try lab.topology(Self.source))
        #expect(apply.status == 69, "\(apply)")
        #expect(apply.errors.contains("others may write to it"), "\(apply)")
        let left = lab.leftovers.filter { !$0.hasPrefix("file /var/lib/bumpwire/direct.") }
        #expect(left.isEmpty, "\(left)")
      }
    }
  }
}
