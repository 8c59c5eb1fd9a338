import Diagnostics
import Testing
import Topology

@testable import Verification

@Suite("What the engine finds at any size is what the walker finds in all flows")
struct SamplingTests {
  private struct Cause: Hashable, CustomStringConvertible {
    let id: DiagnosticID
    let location: SourceRange
    let pairs: Int
    let effects: Set<DiagnosticID>

    var description: String { "\(id) @ \(location.start.line), \(pairs) pairs, \(effects)" }
  }

  /// What only walks of all flows show, and large topologies are not told.
  private static let whole: Set<DiagnosticID> = [.routeNeverUsed, .partialMeshBypass]

  private func causes(_ examination: Examination) -> Set<Cause> {
    Set(
      examination.causes.filter { !Self.whole.contains($0.identity.id) }.map {
        Cause(
          id: $0.identity.id, location: $0.identity.location, pairs: $0.pairs, effects: $0.effects)
      })
  }

  private func check(_ topology: Topology) {
    let (walked, sampled) = (Examination(topology), Examination(topology, wholePairs: 0))
    #expect(walked.disagreements == [])
    #expect(sampled.disagreements == [])
    #expect(causes(sampled) == causes(walked))
    #expect(sampled.provedPairs == walked.provedPairs)
    #expect(sampled.unconnectedPairs == walked.unconnectedPairs)
  }

  @Test("in the fixtures", arguments: SeedFixtureTests.fixtures + SiteFixtureTests.fixtures)
  func fixtures(_ fixture: PlantedFault) throws { check(try fixture.network().build().topology) }

  @Test("in the folders", arguments: try Fixture.all(in: "Faults") + Fixture.all(in: "Correct"))
  func folders(_ fixture: Fixture) throws { check(try fixture.resolve()) }
}
