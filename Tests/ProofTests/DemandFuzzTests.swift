import Testing
import Topology

@testable import Proof
@testable import Verification

@Suite("Whether inspections and expectations hold is what walking every flow shows")
struct DemandFuzzTests {
  @Test("for random ones in random networks", arguments: 0..<8)
  func agreement(batch: Int) {
    for seed in FuzzSeeds.range(batch, of: 8, usually: 160) {
      let topology = RandomDemands.added(to: RandomTopology.make(seed: seed), seed: seed)
      if disagreements(topology).isEmpty { continue }
      let smallest = Shrinking.smallest(topology) { !disagreements($0).isEmpty }
      Issue.record(
        "seed \(seed):\n\(disagreements(smallest).joined(separator: "\n"))\n\(Shrinking.text(smallest))"
      )
    }
  }

  @Test(
    "for what once was another: doors of VPCs alike with more behind one, local by a prefix list",
    arguments: [4_009_062, 4_050_601, 4_002_179] as [UInt64])
  func regressions(seed: UInt64) {
    let topology = RandomDemands.added(to: RandomTopology.make(seed: seed), seed: seed)
    #expect(disagreements(topology) == [])
  }

  @Test("and of all kinds, some hold, some fail and some select nothing")
  func coverage() {
    let kinds = ["inspection", "inspected", "direct", "unreachable"]
    let wanted = Set(
      kinds.flatMap { ["\($0) true true", "\($0) true false"] }
        + ["inspection false true", "unreachable false true"])
    var seen: Set<String> = []
    for seed in 0..<3000 where !seen.isSuperset(of: wanted) {
      let topology = RandomDemands.added(
        to: RandomTopology.make(seed: UInt64(seed)), seed: UInt64(seed))
      let proof = SymmetryProof(topology)
      for demand in topology.inspections.flatMap(\.demands) {
        let verdict = proof.verdict(on: demand.flows)
        seen.insert("inspection \(verdict.selects) \(verdict.failures.isEmpty)")
      }
      for expectation in topology.expectations {
        let verdict = proof.verdict(on: expectation.demand)
        seen.insert("\(expectation.path) \(verdict.selects) \(verdict.failures.isEmpty)")
      }
    }
    #expect(wanted.subtracting(seen) == [])
  }

  private func disagreements(_ topology: Topology) -> [String] {
    let judge = Judge(walker: Walker(topology))
    let catalogue = FlowCatalogue(judge.walker).remembering()
    // With a class for each way of sending, and with exceptions from one for all of a zone.
    return [Int.max, 0].flatMap { mostRows -> [String] in
      let proof = SymmetryProof(topology, mostRows: mostRows)
      return [true, false].flatMap { isWhole -> [String] in
        var causes: [Cause] = []
        return IntentCheck(judge: judge, catalogue: catalogue, proof: proof)
          .check(isWhole: isWhole).disagreements
          + ExpectationCheck(judge: judge, catalogue: catalogue, proof: proof)
          .apply(to: &causes, isWhole: isWhole)
      }
    }
  }
}
