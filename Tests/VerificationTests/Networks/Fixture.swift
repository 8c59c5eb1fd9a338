import Configuration
import Diagnostics
import FoundationEssentials
import Testing
import Topology
import YAMLSyntax

@testable import Verification

/// A topology in a folder beside the tests; the folder's name is the expectation.
struct Fixture: Sendable, CustomTestStringConvertible {
  let folder: URL
  var testDescription: String { folder.lastPathComponent }

  /// What the folder's name expects: its first word up to a full stop.
  var expected: DiagnosticID {
    DiagnosticID(String(testDescription.split(separator: ".").first ?? ""))
  }

  static func all(in name: String) throws -> [Fixture] {
    try folders(in: tests.appending(path: name))
  }

  static func examples() throws -> [Fixture] {
    try folders(
      in: tests.deletingLastPathComponent().deletingLastPathComponent().appending(path: "examples"))
  }

  static func architectures() throws -> [Fixture] {
    try folders(
      in: tests.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "examples/architectures"))
  }

  private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func folders(in root: URL) throws -> [Fixture] {
    let names = try FileManager.default.contentsOfDirectory(atPath: root.path)
    return names.sorted().map { Fixture(folder: root.appending(path: $0)) }.filter {
      // A README beside the folders is none of them.
      FileManager.default.fileExists(atPath: $0.folder.appending(path: "topology.yaml").path)
    }
  }

  func text() throws -> String {
    String(
      decoding: try Data(contentsOf: folder.appending(path: "topology.yaml")), as: UTF8.self)
  }

  func resolve() throws -> Topology {
    let resolution = Self.resolve(try text())
    let problems = resolution.diagnostics.filter { $0.severity == .error }
    return try #require(
      resolution.topology, "\(problems.map { "\($0.id) \($0.message) \($0.range as Any)" })")
  }

  /// A firewall's rules need not be there, since routing does not depend on them.
  static func resolve(_ text: String) -> Resolution {
    let access = FileAccess(
      read: { name, _ in
        let text = name == "topology.yaml" ? text : "table inet any { }"
        return .success(SourceFile(path: name, bytes: Array(text.utf8)))
      },
      resolved: { $0 })
    return TopologyResolver.resolve(path: "topology.yaml", files: access)
  }
}
