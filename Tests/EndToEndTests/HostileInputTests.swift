import Foundation
import Testing

/// Input that no topology is: a clear error and a documented code, in bounded time and memory.
@Suite("Hostile input")
struct HostileInputTests {
  /// Reads and writes nothing but its own folder, so it needs no host of its own.
  private final class Folder {
    let path =
      FileManager.default.temporaryDirectory.path
      + "/bumpwire-\(UUID().uuidString.lowercased())"

    init() throws {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: Data, to name: String) throws -> String {
      let file = "\(path)/\(name)"
      try bytes.write(to: URL(filePath: file))
      // Whatever mask the tests beside this one have set meanwhile.
      try #require(chmod(file, 0o644) == 0)
      return file
    }
  }

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
    let program = try reachableProgram(in: folder)
    let result = try RunningCommand(Self.nobody + [program, "validate", path]).wait()
    #expect(result.status == 65, "\(result)")
    #expect(result.output.contains("permission denied"), "\(result)")
  }

  @Test("77: changing a host, or reading one, needs root; proving a topology does not")
  func noRoot() throws {
    let folder = try Folder()
    let program = try reachableProgram(in: folder)
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
      let result = try RunningCommand(Self.nobody + [program] + command).wait()
      #expect(result.status == 77, "\(result)")
      #expect(result.errors.contains("root"))
    }
    for command in [["validate", path], ["plan", "--offline", path]] {
      let result = try RunningCommand(Self.nobody + [program] + command).wait()
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

  private static let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

  /// The program where everyone may run it: a checkout may be closed to others.
  private func reachableProgram(in folder: Folder) throws -> String {
    let path = "\(folder.path)/bumpwire"
    try FileManager.default.copyItem(atPath: Bumpwire.executable, toPath: path)
    return path
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
