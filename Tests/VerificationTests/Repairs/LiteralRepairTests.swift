import Diagnostics
import FoundationEssentials
import Testing
import Topology

@testable import Verification

@Suite("A printed repair, made in the file word by word, does what it says")
struct LiteralRepairTests {
  @Test("of the folders of faults", arguments: try Fixture.all(in: "Faults"))
  func fault(_ fixture: Fixture) throws { try check(fixture.text()) }

  @Test("of every mutant of the mutation table", arguments: MutationOperator.all)
  func mutation(_ mutation: MutationOperator) throws {
    for site in mutation.sites { try check(site.text()) }
  }

  /// Makes each verified repair in the text by itself: the finding is gone, and nothing at warning or
  /// above is new.
  private func check(_ text: String) throws {
    guard let before = Fixture.resolve(text).topology else { return }
    try follow(text)
    let findings = Verifier(before).report().findings
    for finding in findings where !finding.repairs.isEmpty {
      #expect(finding.repairs.filter { !$0.verified } == [])
      var editor = HandEditor(text)
      do {
        for repair in finding.repairs { try editor.apply(repair.edit) }
      } catch let confusion as HandEditor.Confusion {
        Issue.record("\(finding.id): \(confusion) in \(finding.help ?? "")")
        continue
      }
      let edited = Fixture.resolve(editor.text)
      #expect(
        edited.diagnostics.map(\.message) == [],
        "\(finding.id): \(finding.help ?? "")\n\(editor.text)")
      guard let after = edited.topology else { continue }
      let left = counts(Verifier(after).report().findings)
      let expected = counts(findings)
      #expect(
        left[finding.id, default: 0] < expected[finding.id, default: 0],
        "\(finding.id) is still there: \(finding.help ?? "")")
      let new = left.filter { $0.value > expected[$0.key, default: 0] }
      #expect(new == [:], "\(finding.id): \(finding.help ?? "")")
    }
  }

  /// Follows the first repair that is printed until none is: there are fewer findings each time.
  private func follow(_ text: String) throws {
    var editor = HandEditor(text)
    var left = Int.max
    while let topology = Fixture.resolve(editor.text).topology {
      let findings = Verifier(topology).report().findings
      let count = counts(findings).values.reduce(0, +)
      #expect(count < left, "\(findings.map { "\($0.id): \($0.help ?? "")" })\n\(editor.text)")
      guard count < left, let finding = findings.first(where: { !$0.repairs.isEmpty }) else {
        return
      }
      left = count
      for repair in finding.repairs { try editor.apply(repair.edit) }
    }
    Issue.record("no valid topology:\n\(editor.text)")
  }

  private func counts(_ findings: [Finding]) -> [DiagnosticID: Int] {
    findings.filter { $0.severity >= .warning }.reduce(into: [:]) { $0[$1.id, default: 0] += 1 }
  }
}
