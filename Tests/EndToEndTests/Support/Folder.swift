import Foundation
import Testing

/// A folder for a test that reads and writes nothing else, so that it needs no host of its own.
final class Folder {
  let path =
    FileManager.default.temporaryDirectory.path
    + "/bumpwire-\(UUID().uuidString.lowercased())"

  init() throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and gives its path.
  func write(_ bytes: Data, to name: String) throws -> String {
    let file = "\(path)/\(name)"
    try bytes.write(to: URL(filePath: file))
    // Whatever mask the tests beside this one have set meanwhile.
    try #require(chmod(file, 0o644) == 0)
    return file
  }
}
