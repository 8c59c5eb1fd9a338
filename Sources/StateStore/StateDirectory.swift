import Glibc

/// Where the state of every topology lies: `NAME.sqlite` each.
package struct StateDirectory: Hashable, Sendable {
  package static let defaultPath = "/var/lib/bumpwire"

  package let path: String

  package init(path: String = defaultPath) { self.path = path }

  /// The path of one of a topology's files.
  ///
  /// - Throws: `invalidName` for a topology that could name a file elsewhere.
  func file(_ topology: String, _ suffix: String) throws(StateStoreError) -> String {
    guard Self.isName(topology) else { throw .invalidName(topology) }
    return "\(path)/\(topology).\(suffix)"
  }

  /// Whether a topology's name can be part of a file's.
  static func isName(_ topology: String) -> Bool {
    !topology.isEmpty && topology.utf8.count <= 64
      && topology.utf8.allSatisfy {
        $0 == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      }
  }

  /// Makes the directory and those above it, closed to everyone else, where they are missing.
  func create() throws(StateStoreError) {
    var made = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: true) {
      made += (made.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
      if mkdir(made, 0o700) != 0, errno != EEXIST {
        throw .system(operation: "make \(made)", code: errno)
      }
    }
  }
}
