import Configuration
import Diagnostics
import YAMLSyntax

extension FileAccess {
  /// Files that exist in a test only.
  static func texts(_ texts: [String: String]) -> FileAccess {
    FileAccess(
      read: { path, place in
        guard let text = texts[path] else {
          return .failure(
            UnreadableFile(
              diagnostic: Diagnostic(
                .error, .unreadableFile, "cannot read `\(path)`: no such file or directory",
                at: place)))
        }
        return .success(SourceFile(path: path, bytes: Array(text.utf8)))
      },
      resolved: { texts[$0] == nil ? nil : $0 })
  }
}
