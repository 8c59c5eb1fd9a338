package import Diagnostics
import Glibc
package import YAMLSyntax

/// Where files come from: the disk, or a table of texts.
package struct FileAccess: Sendable {
  /// Reads a file that `place` names, nil for the command line.
  package var read:
    @Sendable (_ path: String, _ place: SourceRange?) -> Result<SourceFile, UnreadableFile>
  /// The path without symbolic links, nil when nothing is there.
  package var resolved: @Sendable (_ path: String) -> String?

  package init(
    read: @escaping @Sendable (String, SourceRange?) -> Result<SourceFile, UnreadableFile>,
    resolved: @escaping @Sendable (String) -> String?
  ) {
    self.read = read
    self.resolved = resolved
  }

  package static let disk = FileAccess(
    read: { SourceFile.read($0, at: $1) },
    resolved: { path in
      guard let resolved = realpath(path, nil) else { return nil }
      defer { free(resolved) }
      return String(cString: resolved)
    })
}
