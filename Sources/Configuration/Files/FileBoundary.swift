/// The top file's folder: what a topology names lies inside, so that reading one never shows
/// another part of the disk.
package struct FileBoundary: Sendable {
  /// As `FilePath.join` makes it.
  package let directory: String
  private let resolvedDirectory: String
  private let access: FileAccess

  /// - Parameter directory: the top file's.
  package init(_ directory: String, files: FileAccess) {
    self.directory = FilePath.join(".", directory)
    access = files
    resolvedDirectory = files.resolved(self.directory) ?? self.directory
  }

  /// Whether a path lies inside as it is written, and once its links are followed; a missing file
  /// leads nowhere else.
  package func contains(_ path: String) -> Bool {
    guard FilePath.isInside(path, directory) else { return false }
    return access.resolved(path).map { FilePath.isInside($0, resolvedDirectory) } ?? true
  }

  /// What to do with a file outside.
  package var help: String {
    "move it into \(directory == "." ? "that folder" : "`\(directory)`")"
  }
}
