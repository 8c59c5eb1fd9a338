import Diagnostics
import FoundationEssentials
import Testing
import Topology

/// Every folder of `Corpus` against its `expected.txt`; `BUMPWIRE_RECORD=1` writes them anew.
@Suite("Corpus")
struct CorpusTests {
  @Test("says what is expected, and nothing else", arguments: CorpusCase.all)
  func golden(_ example: CorpusCase) throws {
    let resolution = example.resolve()
    let ids = resolution.diagnostics.map(\.id.rawValue)
    if example.isValid {
      #expect(ids.isEmpty)
      #expect(resolution.topology != nil)
    } else {
      #expect(ids.contains(example.expectedID))
      let hasErrors = resolution.diagnostics.contains { $0.severity == .error }
      #expect((resolution.topology == nil) == hasErrors)
    }
    try Golden.check(example.report(resolution), at: example.folder + "/expected.txt")
  }

  @Test("is the same from one run to the next", arguments: CorpusCase.all)
  func deterministic(_ example: CorpusCase) {
    #expect(example.report(example.resolve()) == example.report(example.resolve()))
  }

  @Test("has at least eighty broken topologies")
  func size() {
    #expect(CorpusCase.all.count { !$0.isValid } >= 80)
  }
}
