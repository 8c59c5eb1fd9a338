import Configuration
import FoundationEssentials
import Glibc
import Topology
import Verification

/// The name of a topology that a user gives by itself or by its file.
enum TopologyName {
  static func read(
    _ text: String, console: Console, report: (([Finding]) -> Void)? = nil
  ) throws -> String {
    if isName(text) { return text }
    guard text.contains("/") || text.contains(".") || access(text, F_OK) == 0 else {
      throw CommandFailure(
        .invalidInput, "`\(text)` is neither a topology's name nor a file",
        help: "names are of a-z, 0-9 and `-`, and begin with a letter")
    }
    return try TopologyLoader(console: console, report: report).load(text).topology.name
  }

  /// What a file's `name:` says, whatever else is in it; nil without a line that says one for certain.
  static func written(in path: String) -> String? {
    guard let data = RegularFile.read(path, limit: RegularFile.topologyLimit) else { return nil }
    let names = String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { line in
      line.hasPrefix("name:")
        ? line.dropFirst(5).prefix { $0 != "#" }.filter { !"\"' \t\r".contains($0) } : nil
    }
    return names.count == 1 && isName(names[0]) ? names[0] : nil
  }

  static func isName(_ text: String) -> Bool { Names.isTopologyName(text) }
}
