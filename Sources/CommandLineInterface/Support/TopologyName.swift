import Glibc
import Topology
import Verification

/// The name of a topology that a user gives by itself or by its file.
enum TopologyName {
  static func read(
    _ text: String, console: Console, report: @escaping ([Finding]) -> Void = { _ in }
  ) throws -> String {
    if isName(text) { return text }
    guard text.contains("/") || text.contains(".") || access(text, F_OK) == 0 else {
      throw CommandFailure(
        .invalidInput, "`\(text)` is neither a topology's name nor a file",
        help: "names are of a-z, 0-9 and `-`, and begin with a letter")
    }
    return try TopologyLoader(console: console, report: report).load(text).topology.name
  }

  /// `[a-z][a-z0-9-]*`, at most 32 characters.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 32 else { return false }
    return text.utf8.allSatisfy {
      isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        || $0 == UInt8(ascii: "-")
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }
}
