import Diagnostics
import FoundationEssentials
import Testing
import Verification

@testable import CommandLineInterface

@Suite("Explanations")
struct ExplanationTests {
  @Test("every id that a module declares is explained, and every explanation has its id")
  func complete() throws {
    let explained = Explanations.all.map(\.id.rawValue)
    #expect(Set(explained).count == explained.count)
    let declared = try Self.declaredIDs().union(TracedFlow.Outcome.allCases.map(\.rawValue))
    #expect(declared.count > 80)
    #expect(declared.subtracting(explained).sorted() == [], "not explained")
    #expect(Set(explained).subtracting(declared).sorted() == [], "explained, and never found")
  }

  @Test("an explanation has all of its parts, and no line that begins with a blank")
  func whole() {
    for explanation in Explanations.all {
      for part in [explanation.what, explanation.why, explanation.example, explanation.fix] {
        #expect(!part.isEmpty, "\(explanation.id)")
        #expect(part.first != " ", "\(explanation.id)")
      }
    }
  }

  /// What no text of a topology shows: bytes that are none, sizes, other files.
  private static let withoutText: Set<String> = [
    "invalid-encoding", "file-too-large", "quota-exceeded", "several-documents",
    "firewall-rules-invalid",
  ]

  @Test(
    "the example of every finding of validation stands in a topology that the tests validate",
    arguments: ["Verification", "Topology", "Configuration", "YAMLSyntax"])
  func examples(_ module: String) throws {
    let faults = Self.repository.appending(path: "Tests/VerificationTests/Faults")
    let corpus = Self.repository.appending(path: "Tests/TopologyTests/Corpus")
    for id in try Self.declaredIDs(in: module).subtracting(Self.withoutText).sorted() {
      let explanation = try #require(Explanations.explanation(of: id))
      let texts = try [(faults, "."), (corpus, "--")].flatMap { folder, separator in
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
          .filter { $0 == id || $0.hasPrefix(id + separator) }
          .map { folder.appending(path: "\($0)/topology.yaml") }
      }.map { Self.withoutBlanks(String(decoding: try Data(contentsOf: $0), as: UTF8.self)) }
      #expect(!texts.isEmpty, "\(id) has no topology")
      let lines = explanation.example.split(separator: "\n").map {
        Self.withoutBlanks(String($0.prefix { $0 != "#" }))
      }
      #expect(
        texts.contains { text in lines.allSatisfy { text.contains($0) } },
        "\(id): \(explanation.example)")
    }
  }

  private static func withoutBlanks(_ text: String) -> String {
    String(text.filter { !$0.isWhitespace })
  }

  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// What `DiagnosticID("…")` declares anywhere in the sources, or in one module.
  private static func declaredIDs(in module: String = "") throws -> Set<String> {
    let sources = repository.appending(path: "Sources/\(module)")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
    var ids: Set<String> = []
    for path in paths where path.hasSuffix(".swift") {
      let text = String(
        decoding: try Data(contentsOf: sources.appending(path: path)), as: UTF8.self)
      for part in text.split(separator: "= DiagnosticID(\"").dropFirst() {
        guard let end = part.firstIndex(of: "\"") else { continue }
        ids.insert(String(part[..<end]))
      }
    }
    return ids
  }
}
