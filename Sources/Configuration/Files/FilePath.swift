/// Paths as text: no disk is looked at.
package enum FilePath {
  /// The folder of a file; `.` for a bare name.
  package static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// `path` as seen from `directory`, with `.` and `..` taken out where they can be.
  package static func join(_ directory: String, _ path: String) -> String {
    let whole = path.hasPrefix("/") || directory == "." ? path : directory + "/" + path
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return whole.hasPrefix("/") ? "/" + joined : joined.isEmpty ? "." : joined
  }

  /// Whether `path` lies in `directory`; both as `join` makes them.
  static func isInside(_ path: String, _ directory: String) -> Bool {
    if directory == "." { return path != ".." && !path.hasPrefix("../") && !path.hasPrefix("/") }
    return path.hasPrefix(directory == "/" ? "/" : directory + "/")
  }
}
