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
  ///
  /// - Throws: `unavailable` for another user's: what is remembered there is carried out as root.
  func create() throws(StateStoreError) {
    var made = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: true) {
      made += (made.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
      if mkdir(made, 0o700) != 0, errno != EEXIST {
        throw .system(operation: "make \(made)", code: errno)
      }
    }
    var status = stat()
    if stat(path, &status) == 0, status.st_uid != geteuid() {
      throw .unavailable(path: path, reason: "it belongs to user \(status.st_uid)")
    }
  }

  /// Refuses a database's name that is a symbolic link, which SQLite would follow.
  static func refuseLink(_ path: String) throws(StateStoreError) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return }
    throw .unavailable(path: path, reason: "it is a symbolic link")
  }
}
