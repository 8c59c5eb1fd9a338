import Diagnostics
import Testing
import Topology

@testable import Verification

@Suite("What is told of a large network is what walking every flow shows")
struct ExaminationFuzzTests {
  @Test("of random ones", arguments: 0..<8)
  func agreement(batch: Int) {
    for seed in FuzzSeeds.range(batch, of: 8, usually: 160) {
      let topology = RandomDemands.added(to: RandomTopology.make(seed: seed), seed: seed)
      if differences(topology).isEmpty { continue }
      let smallest = Shrinking.smallest(topology) { !differences($0).isEmpty }
      Issue.record(
        "seed \(seed):\n\(differences(smallest).joined(separator: "\n"))\n\(Shrinking.text(smallest))"
      )
    }
  }

  @Test(
    "for what once was another: an address of several VPCs sent to one, a pair with its ends exchanged, a route beside a bypass, a way out by one gateway and back in by another",
    arguments: [4_102_822, 5_079_337, 5_048_918, 8_080_997] as [UInt64])
  func regressions(seed: UInt64) {
    let topology = RandomDemands.added(to: RandomTopology.make(seed: seed), seed: seed)
    #expect(differences(topology) == [])
  }

  /// What only walks of all flows show, and large topologies are not told.
  private static let whole: Set<DiagnosticID> = [.routeNeverUsed, .partialMeshBypass]
  /// What may have several lines at fault of which one is shown: of one pair, or of what is thought to
  /// be on no way where of loops through the same places one is shown.
  private static let shownOnce: Set<DiagnosticID> = [.policyUninspected, .unreachableEndpoint]
  /// Of loops through the same places one is shown, by its own name.
  private static let loops: Set<DiagnosticID> = [
    .loop, .loopTGWInspection, .endpointSelfRoute, .natLoop,
  ]

  private func differences(_ topology: Topology) -> [String] {
    let walked = Examination(topology, wholePairs: .max)
    let sampled = Examination(topology, wholePairs: 0)
    let (expected, found) = (verdicts(walked), verdicts(sampled))
    return walked.disagreements + sampled.disagreements
      + expected.subtracting(found).map { "walked only: \($0)" }.sorted()
      + found.subtracting(expected).map { "sampled only: \($0)" }.sorted()
  }

  private func verdicts(_ examination: Examination) -> Set<String> {
    // Of an expectation that fails either shows another flow.
    let expectations = Set(examination.topology.expectations.map(\.source))
    var verdicts: Set<String> = [
      "\(examination.provedPairs) proved, \(examination.unconnectedPairs) unconnected"
    ]
    for cause in examination.causes {
      let (id, location) = (cause.identity.id, cause.identity.location)
      if Self.whole.contains(id) || expectations.contains(location) { continue }
      if Self.shownOnce.contains(id) || Self.loops.contains(id) {
        verdicts.insert(Self.loops.contains(id) ? "a loop" : "\(id)")
        continue
      }
      verdicts.insert("\(id) in line \(location.start.line), \(cause.pairs) pairs")
    }
    return verdicts
  }
}
