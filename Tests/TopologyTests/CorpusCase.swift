import Configuration
import Diagnostics
import FoundationEssentials
import Testing
import Topology
import YAMLSyntax

/// A folder of the corpus: `ID--FAULT`, or `valid--WHAT`; its files, and what is said about them.
struct CorpusCase: Sendable, CustomTestStringConvertible {
  let name: String

  static let root = Repository.path("Tests/TopologyTests/Corpus")

  static let all: [CorpusCase] = {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return folders.filter { $0.contains("--") }.sorted().map { CorpusCase(name: $0) }
  }()

  var testDescription: String { name }
  var folder: String { Self.root + "/" + name }
  var isValid: Bool { name.hasPrefix("valid--") }
  /// The id that the folder's name promises.
  var expectedID: String { String(name.split(separator: "--")[0]) }

  /// The files are read from the folder, and named as seen from it.
  var files: FileAccess {
    let folder = folder
    return FileAccess(
      read: { path, place in
        SourceFile.read(folder + "/" + path, at: place).map {
          SourceFile(path: path, bytes: $0.bytes)
        }.mapError { failure in
          UnreadableFile(
            diagnostic: failure.diagnostic.replacing(folder + "/", with: ""))
        }
      },
      resolved: { path in
        FileManager.default.fileExists(atPath: folder + "/" + path)
          ? FilePath.join(".", path) : nil
      })
  }

  func resolve() -> Resolution { TopologyResolver.resolve(path: "topology.yaml", files: files) }

  /// What `expected.txt` holds: what a user reads, or the resolved network.
  func report(_ resolution: Resolution) -> String {
    let text = DiagnosticText(files: resolution.files).text(resolution.diagnostics)
    guard let topology = resolution.topology else { return text }
    return text + TopologyDump(topology).text
  }
}

extension Diagnostic {
  fileprivate func replacing(_ text: String, with other: String) -> Diagnostic {
    Diagnostic(
      severity, id, message.replacing(text, with: other), at: range, notes: notes, help: help)
  }
}
