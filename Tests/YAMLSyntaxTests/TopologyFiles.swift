import Foundation

/// The repository's topologies, good and broken.
enum TopologyFiles {
  /// By their paths in the repository, in order.
  static func all() throws -> [(name: String, bytes: [UInt8])] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try ["examples", "Tests/TopologyTests/Corpus", "Tests/VerificationTests"].flatMap {
      folder in
      let path = root.appending(path: folder).path
      return try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
        .filter { $0.hasSuffix(".yaml") }
        .map { ("\(folder)/\($0)", Array(try Data(contentsOf: URL(filePath: "\(path)/\($0)")))) }
    }
  }
}
