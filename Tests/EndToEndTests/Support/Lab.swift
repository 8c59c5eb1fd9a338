import Foundation
import TestSupport
import Testing

/// A host of its own for one test: private namespaces, an empty `/run` and an empty `/var/lib`.
///
/// The program under test runs with its default folders. Whatever a failed test leaves running is
/// ended when the body ends.
struct Lab {
  /// A folder for the test's own files.
  let folder = "/run/lab"
  /// What was mounted when the test began: also what the empty `/run` hides.
  let mountsBefore: Set<String>

  /// Runs a test's body on a host of its own, on a thread of its own.
  static func run(_ body: (Lab) throws -> Void) async throws {
    try await KernelSandbox.run {
      try Shell.run("mount -t tmpfs -o mode=755 tmpfs /var/lib")
      try Shell.run("ip link set lo up")
      let lab = Lab(mountsBefore: Self.mounts)
      try FileManager.default.createDirectory(
        atPath: lab.folder, withIntermediateDirectories: true)
      defer { lab.endProcesses() }
      try body(lab)
    }
  }

  /// Writes a file into the test's folder and gives its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let path = "\(folder)/\(name)"
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  /// Copies a topology's folder into the test's, changes its text, and gives its path.
  ///
  /// Each change must be one: a text that is not there fails the test.
  func topology(
    _ source: String, changing changes: [(String, String)] = [], as name: String = "topology.yaml"
  ) throws -> String {
    let from = Repository.path(source)
    for file in try FileManager.default.contentsOfDirectory(atPath: from)
    where access("\(folder)/\(file)", F_OK) != 0 {
      try FileManager.default.copyItem(atPath: "\(from)/\(file)", toPath: "\(folder)/\(file)")
    }
    var text = try String(contentsOfFile: "\(from)/topology.yaml", encoding: .utf8)
    for (old, new) in changes {
      try #require(text.contains(old), "\(source) has no \(old)")
      text = text.replacing(old, with: new)
    }
    return try write(text, to: name)
  }

  /// Applies a topology, which must succeed.
  @discardableResult
  func apply(
    _ path: String, _ options: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> CommandResult {
    let result = try Bumpwire.run(["apply", "--yes", path] + options)
    try #require(result.status == 0, "\(result)", sourceLocation: sourceLocation)
    return result
  }

  /// Plans a topology: there must be no change.
  func expectNoChanges(
    _ path: String, _ options: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try Bumpwire.run(["plan", "--detailed-exitcode", path] + options)
    #expect(result.status == 0, "\(result)", sourceLocation: sourceLocation)
    #expect(
      result.lastLine.hasPrefix("No changes."), "\(result)", sourceLocation: sourceLocation)
  }

  /// Plans a topology until there is no change: somebody else may be making the last ones.
  func expectNoChangesSoon(
    _ path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let isSo = try eventually(within: 30) {
      try Bumpwire.run("plan", "--detailed-exitcode", path).status == 0
    }
    if !isSo { try expectNoChanges(path, sourceLocation: sourceLocation) }
  }

  /// Destroys a topology; nothing may be left of it.
  func destroy(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let result = try Bumpwire.run("destroy", name, "--yes")
    #expect(result.status == 0, "\(result)", sourceLocation: sourceLocation)
    expectNothingLeft(sourceLocation: sourceLocation)
  }

  func expectNothingLeft(sourceLocation: SourceLocation = #_sourceLocation) {
    let left = leftovers
    #expect(left.isEmpty, "left behind: \(left)", sourceLocation: sourceLocation)
  }

  func status(
    _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> StatusDocument {
    let result = try Bumpwire.run("status", name, "--format", "json")
    try #require(result.status == 0, "\(result)", sourceLocation: sourceLocation)
    return try JSONDecoder().decode(StatusDocument.self, from: Data(result.output.utf8))
  }
}

extension Lab {
  /// The live flows with a port at either end.
  func flows(
    _ name: String, port: UInt16, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [FlowsDocument.Flow] {
    let result = try Bumpwire.run("flows", name, "--port", "\(port)", "--format", "json")
    try #require(result.status == 0, "\(result)", sourceLocation: sourceLocation)
    return try JSONDecoder().decode(FlowsDocument.self, from: Data(result.output.utf8)).flows
  }
}
