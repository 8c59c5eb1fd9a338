import Diagnostics
import FoundationEssentials
import Testing

@testable import CommandLineInterface

@Suite("Explanations")
struct ExplanationTests {
  @Test("every id that a module declares is explained, and every explanation has its id")
  func complete() throws {
    let explained = Explanations.all.map(\.id.rawValue)
    #expect(Set(explained).count == explained.count)
    let declared = try Self.declaredIDs()
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

  /// What `DiagnosticID("…")` declares anywhere in the sources.
  private static func declaredIDs() throws -> Set<String> {
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
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
