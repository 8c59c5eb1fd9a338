import Configuration
import Diagnostics
import FoundationEssentials
import Testing
import Topology
import YAMLSyntax

/// Every topology of the corpus, formatted, is the same network with the same mistakes.
@Suite("Formatted topologies")
struct FormattedTests {
  @Test("resolve to the same network, and the same is wrong with them", arguments: CorpusCase.all)
  func same(_ example: CorpusCase) {
    let files = example.files
    let formatted = FileAccess(
      read: { path, place in
        files.read(path, place).map { file in
          guard case .formatted(let bytes) = file.formatted() else { return file }
          return SourceFile(path: path, bytes: bytes)
        }
      }, resolved: files.resolved)
    let before = example.resolve()
    let after = TopologyResolver.resolve(path: "topology.yaml", files: formatted)
    #expect(Self.faults(before) == Self.faults(after))
    #expect(before.assignments == after.assignments)
    #expect(before.topology.map(Self.network) == after.topology.map(Self.network))
  }

  private static func faults(_ resolution: Resolution) -> [String] {
    resolution.diagnostics.map { "\($0.id): \($0.message) \($0.help ?? "")" }.sorted()
  }

  /// Without places.
  private static func network(_ topology: Topology) -> String {
    TopologyDump(topology).text.split(separator: "\n").map { line in
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      guard let last = words.last, last.allSatisfy({ $0.isNumber || $0 == ":" }) else {
        return String(line)
      }
      return words.dropLast().joined(separator: " ")
    }.joined(separator: "\n")
  }
}
