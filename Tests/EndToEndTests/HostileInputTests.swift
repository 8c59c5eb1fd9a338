import Foundation
import Testing

/// Input that no topology is: a clear error and a documented code, in bounded time and memory.
@Suite("Hostile input")
struct HostileInputTests {
  /// At most 2 GiB of address space, so that input cannot fill the machine.
  private static let limited = ["prlimit", "--as=2147483648"]

  private func expectRefusal(
    _ path: String, saying words: String, by commands: [[String]] = Self.readers,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for command in commands {
      let result = try Bumpwire.run(command + [path], through: Self.limited, seconds: 30)
      #expect(result.status == 65, "\(result)", sourceLocation: sourceLocation)
      // What is wrong is `validate`'s result, and anybody else's error.
      let text = command == ["validate"] ? result.output : result.errors
      #expect(text.contains("error["), "\(result)", sourceLocation: sourceLocation)
      #expect(text.contains(words), "\(words): \(result)", sourceLocation: sourceLocation)
    }
  }

  /// Whoever reads a topology.
  private static let readers = [["validate"], ["plan", "--offline"]]

  @Test("a file that is not there, a folder, an empty file")
  func absent() throws {
    let folder = try Folder()
    try expectRefusal("\(folder.path)/nowhere.yaml", saying: "no such file")
    try expectRefusal(folder.path, saying: "folder")
    try expectRefusal(try folder.write(Data(), to: "empty.yaml"), saying: "empty")
  }

  @Test("binary junk, NUL bytes, half a UTF-8 sequence, a BOM of UTF-16")
  func junk() throws {
    let folder = try Folder()
    var generator = Linear(state: 1)
    let junk = Data((0..<65_536).map { _ in generator.next() })
    for (name, bytes) in [
      ("junk", junk), ("nul", Data("bumpwire: 1\0\0\nname: x\n".utf8)),
      ("half", Data("name: ".utf8) + Data([0xe2, 0x82])),
      ("utf16", Data([0xff, 0xfe, 0x62, 0x00, 0x3a, 0x00])),
    ] {
      try expectRefusal(try folder.write(bytes, to: "\(name).yaml"), saying: "\(name).yaml")
    }
  }

  @Test("a process's argument with a NUL, or longer than Linux takes; escapes in a file's name")
  func arguments() throws {
    let folder = try Folder()
    func text(_ argument: String) -> Data {
      Data(
        """
        bumpwire: 1
        name: hostile
        zones: [a]
        vpcs:
          app:
            cidr: 10.0.0.0/16
            subnets: { s: { zone: a, cidr: 10.0.1.0/24 } }
            instances: { w: { subnet: s, process: [sleep, "\(argument)"] } }
        """.utf8)
    }
    let escape = try folder.write(text("a\\0b"), to: "\u{1b}[31m.yaml")
    try expectRefusal(escape, saying: "NUL")
    let report = try Bumpwire.run("validate", "--format", "github", escape)
    #expect(report.output.contains("::error") && !report.output.contains("\u{1b}"), "\(report)")
    let long = String(repeating: "x", count: 131_072)
    try expectRefusal(try folder.write(text(long), to: "long.yaml"), saying: "131072 bytes")
    let longest = try folder.write(text(String(long.dropLast())), to: "longest.yaml")
    #expect(try Bumpwire.run("validate", longest).status == 0)
  }

  @Test("a hundred megabytes of brackets, and as many as a file may have")
  func brackets() throws {
    let folder = try Folder()
    let large = Data(repeating: UInt8(ascii: "["), count: 100 << 20)
    try expectRefusal(try folder.write(large, to: "large.yaml"), saying: "error")
    try expectRefusal(
      try folder.write(large.prefix(1 << 20), to: "deep.yaml"), saying: "excessive-depth")
  }

  @Test("a billion laughs")
  func laughs() throws {
    let folder = try Folder()
    var text = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n"
    for level in 1...12 {
      let before = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(before)]\n"
    }
    try expectRefusal(
      try folder.write(Data(text.utf8), to: "laughs.yaml"), saying: "excessive-expansion")
  }

  @Test("a FIFO that nobody writes to, an endless device, two gigabytes of nothing")
  func endless() throws {
    let folder = try Folder()
    let fifo = "\(folder.path)/fifo"
    try #require(mkfifo(fifo, 0o600) == 0)
    try expectRefusal(fifo, saying: "fifo")
    try expectRefusal("/dev/zero", saying: "/dev/zero")
    let sparse = try folder.write(Data(), to: "sparse.yaml")
    try #require(truncate(sparse, 2 << 30) == 0)
    try expectRefusal(sparse, saying: "too large")
  }

  @Test("a file that the user may not read")
  func unreadable() throws {
    let folder = try Folder()
    let path = try folder.write(Data("bumpwire: 1\n".utf8), to: "secret.yaml")
    try #require(chmod(path, 0) == 0)
    let program = try Bumpwire.copy(in: folder)
    let result = try RunningCommand(Bumpwire.nobody + [program, "validate", path]).wait()
    #expect(result.status == 65, "\(result)")
    #expect(result.output.contains("permission denied"), "\(result)")
  }

  /// A copy of the smallest example, with other firewall rules.
  private func topology(in folder: Folder, rules: String?) throws -> String {
    let source = Repository.path("Tests/EndToEndTests/Topologies/direct")
    if let rules { _ = try folder.write(Data(rules.utf8), to: "firewall.nft") }
    return try folder.write(
      try Data(contentsOf: URL(filePath: "\(source)/topology.yaml")), to: "topology.yaml")
  }

  @Test("firewall rules that nftables refuses, shown where they stand, root or not")
  func refusedRules() throws {
    let folder = try Folder()
    let path = try topology(
      in: folder,
      rules: "table inet a {\n  chain c {\n    # ä\n    tcp dport http-alt acept\n  }\n}\n")
    try expectRefusal(path, saying: "firewall.nft:4:29")
    try expectRefusal(
      path, saying: "    tcp dport http-alt acept\n  |                             ^")
    let program = try Bumpwire.copy(in: folder)
    let result = try RunningCommand(Bumpwire.nobody + [program, "validate", path]).wait()
    #expect(result.status == 65, "\(result)")
    #expect(result.output.contains("firewall-rules-refused"), "\(result)")
    _ = try topology(
      in: folder, rules: "table inet a {\n  chain c {\n    iif eth0 jump nowhere\n  }\n}\n")
    try expectRefusal(path, saying: "firewall.nft:3:19")
    _ = try topology(
      in: folder, rules: "table inet a {\n  chain c {\n    iif eth0 accept\n  }\n}\n")
    #expect(try Bumpwire.run("validate", path).status == 0)
  }

  @Test("where nobody may make a namespace, rules are not checked, and that is said once")
  func uncheckedRules() throws {
    let folder = try Folder()
    let path = try topology(in: folder, rules: "table inet a { nonsense }\n")
    // Limits of a user namespace of its own: nothing else sees them.
    let shut = [
      "unshare", "--user", "--map-root-user", "sh", "-c",
      "echo 0 > /proc/sys/user/max_user_namespaces; echo 0 > /proc/sys/user/max_net_namespaces; "
        + "exec \"$0\" \"$@\"",
    ]
    let result = try Bumpwire.run(["validate", path], through: shut)
    #expect(result.status == 0, "\(result)")
    #expect(
      result.errors.split(separator: "\n").count { $0.contains("rules were not checked") } == 1,
      "\(result)")
  }

  @Test("firewall rules in a FIFO, in a device, without end, and behind a link that leads outside")
  func rulesThatAreNoFile() throws {
    let folder = try Folder()
    let path = try topology(in: folder, rules: nil)
    let rules = "\(folder.path)/firewall.nft"
    try #require(mkfifo(rules, 0o600) == 0)
    try expectRefusal(path, saying: "no regular file")
    for target in ["/dev/zero", "/etc/passwd"] {
      try #require(unlink(rules) == 0 && symlink(target, rules) == 0)
      try expectRefusal(path, saying: "outside-folder")
    }
    try #require(unlink(rules) == 0)
    _ = try topology(in: folder, rules: "")
    try #require(truncate(rules, 8 << 20) == 0)
    try expectRefusal(path, saying: "too large")
    let secret = try folder.write(Data("table inet a { }".utf8), to: "firewall.nft")
    try #require(truncate(secret, 32) == 0)
    try expectRefusal(path, saying: "NUL byte")
  }

  @Test("thousands of unknown keys: some are shown, the rest are counted")
  func manyFindings() throws {
    let folder = try Folder()
    var text = "bumpwire: 1\nname: t\nzones: [a]\nvpcs:\n  app:\n    cidr: 10.0.0.0/16\n"
    for number in 0..<5_000 { text += "    wrong\(number): 1\n" }
    let path = try folder.write(Data(text.utf8), to: "many.yaml")
    let result = try Bumpwire.run("validate", path)
    #expect(result.status == 65)
    #expect(result.output.split(separator: "\n").count { $0.hasPrefix("error[") } == 100)
    #expect(result.output.contains("… and 4900 more: `bumpwire validate --format json`"))
    #expect(result.lastLine.contains("5000 errors"))
    let plan = try Bumpwire.run("plan", "--offline", path)
    #expect(plan.status == 65)
    #expect(plan.errors.contains("… and 4900 more\n"), "\(plan)")
  }

  @Test("77: changing a host, or reading one, needs root; proving a topology does not")
  func noRoot() throws {
    let folder = try Folder()
    let program = try Bumpwire.copy(in: folder)
    let source = Repository.path("Tests/EndToEndTests/Topologies/direct")
    for name in ["topology.yaml", "firewall.nft"] {
      _ = try folder.write(
        try Data(contentsOf: URL(filePath: "\(source)/\(name)")), to: name)
    }
    let path = "\(folder.path)/topology.yaml"
    for command in [
      ["apply", "--yes", path], ["destroy", "direct", "--yes"], ["plan", path],
      ["status", "direct"], ["flows", "direct"],
    ] {
      let result = try RunningCommand(Bumpwire.nobody + [program] + command).wait()
      #expect(result.status == 77, "\(result)")
      #expect(result.errors.contains("root"))
    }
    for command in [["validate", path], ["plan", "--offline", path]] {
      let result = try RunningCommand(Bumpwire.nobody + [program] + command).wait()
      #expect(result.status == 0, "\(result)")
    }
  }

  @Test("64: words that are no command, no option, no name")
  func usage() throws {
    for arguments in [
      ["fly"], ["validate"], ["validate", "--fast", "x.yaml"], ["explain", "no-such-id"],
      ["validate", "--format", "xml", "x.yaml"], ["validate", "--fail-on", "doom", "x.yaml"],
    ] {
      let result = try Bumpwire.run(arguments)
      #expect(result.status == 64, "\(result)")
      #expect(!result.errors.isEmpty)
    }
  }

  /// Numbers that look random and are the same in every run.
  private struct Linear {
    var state: UInt64

    mutating func next() -> UInt8 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }
}
