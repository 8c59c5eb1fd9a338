import Configuration
import Glibc

/// Files that can be read once, from their beginning to their end: pipes, as `<(…)` of a shell is.
enum PipedFile {
  static func isPipe(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }

  /// What to call a file that has no name: beside another, from where its includes are looked for.
  static func name(_ name: String, beside other: String) -> String {
    other == "-" || isPipe(other)
      ? "<\(name)>" : FilePath.join(FilePath.directory(of: other), "<\(name)>")
  }
}
