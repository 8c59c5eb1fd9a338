import Configuration
import Diagnostics
import FoundationEssentials
import Testing
import Topology

@testable import Verification

@Suite("Topologies in folders")
struct GoldenTests {
  @Test("correct architectures have no finding", arguments: try Fixture.all(in: "Correct"))
  func correct(_ fixture: Fixture) throws {
    let report = Verifier(try fixture.resolve()).report()
    #expect(report.findings.map { "\($0.id): \($0.message)" } == [])
    #expect(report.pairsProved > 0)
  }

  @Test("the examples have no finding, with their own files", arguments: try Fixture.examples())
  func example(_ fixture: Fixture) throws {
    let resolution = TopologyResolver.resolve(
      path: fixture.folder.appending(path: "topology.yaml").path)
    #expect(resolution.diagnostics.map(\.message) == [])
    let topology = try #require(resolution.topology)
    #expect(Verifier(topology).report().findings.map { "\($0.id): \($0.message)" } == [])
  }

  @Test("a fault is found, and told as recorded", arguments: try Fixture.all(in: "Faults"))
  func fault(_ fixture: Fixture) throws {
    let topology = try fixture.resolve()
    let report = Verifier(topology).report()
    #expect(report.disagreements == [])
    #expect(report.findings.contains { $0.id == fixture.expected }, "\(report.findings.map(\.id))")
    let text =
      FindingText(DiagnosticText(files: topology.files)).text(report.findings)
      + report.proof.joined(separator: "\n") + "\n"
    try check(text, against: fixture.folder.appending(path: "expected.txt"))
  }

  /// `BUMPWIRE_RECORD=1` writes what is said now in place of what was recorded.
  private func check(_ text: String, against file: URL) throws {
    if ProcessInfo.processInfo.environment["BUMPWIRE_RECORD"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    let recorded = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(text == recorded)
  }
}
