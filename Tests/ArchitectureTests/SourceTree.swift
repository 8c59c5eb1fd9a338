import Foundation

/// The project's own Swift files, as text.
enum SourceTree {
  struct File {
    /// From the project's root.
    var path: String
    var lines: [String]

    /// The folder below `Sources`.
    var module: String { String(path.split(separator: "/")[1]) }

    /// The modules that the file imports.
    var imports: [String] {
      lines.compactMap { line in
        let words = line.split(separator: " ")
        guard let index = words.firstIndex(of: "import"), index <= 1, words.count > index + 1
        else { return nil }
        return String(words[words.count - 1].split(separator: ".")[0])
      }
    }
  }

  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func swiftFiles(under folder: String) -> [File] {
    let start = root.appending(path: folder)
    let paths = FileManager.default.enumerator(atPath: start.path)?.compactMap { $0 as? String }
    return (paths ?? []).filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
      guard let text = try? String(contentsOf: start.appending(path: path), encoding: .utf8) else {
        return nil
      }
      return File(path: "\(folder)/\(path)", lines: text.components(separatedBy: "\n"))
    }
  }
}
