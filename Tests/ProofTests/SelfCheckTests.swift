import Testing
import Topology

@testable import Proof
@testable import Verification

@Suite("An engine that errs is found out")
struct SelfCheckTests {
  /// A network of which the engine proves some pairs and finds others at fault.
  private func network() throws -> (Topology, SymmetryProof) {
    for seed in 0..<200 {
      let topology = RandomTopology.make(seed: UInt64(6_000_000 + seed))
      let proof = SymmetryProof(topology)
      if proof.pairsProved > 2, proof.pairsFaulty > 2 { return (topology, proof) }
    }
    throw CancellationError()
  }

  @Test("by the walker: whatever it says of any one group of pairs instead of the truth")
  func falsifiedGroups() throws {
    let (topology, proof) = try network()
    let truth = Examination(topology, proof, Groundwork(topology), wholePairs: .max)
    #expect(truth.disagreements == [])
    for index in proof.groups.indices {
      for effects in [Effects.proved, .unconnected, .order]
      where effects.isFaulty != proof.groups[index].effects.isFaulty {
        var falsified = proof
        falsified.groups[index].effects = effects
        let examination = Examination(topology, falsified, Groundwork(topology), wholePairs: .max)
        #expect(!examination.disagreements.isEmpty, "group \(index)")
      }
    }
  }

  @Test("by the walker in a large network too, where it says that sound pairs are at fault")
  func falseAlarm() throws {
    let (topology, proof) = try network()
    let index = try #require(proof.groups.firstIndex { $0.effects == .proved })
    var falsified = proof
    falsified.groups[index].effects = .order
    #expect(
      !Examination(topology, falsified, Groundwork(topology), wholePairs: 0).disagreements.isEmpty)
  }

  @Test("by the fingerprint, whatever the size")
  func flaggedHost() throws {
    let (topology, proof) = try network()
    var flagged = proof
    flagged.disagreements = [proof.groups[0].first]
    for wholePairs in [0, Int.max] {
      let examination = Examination(topology, flagged, Groundwork(topology), wholePairs: wholePairs)
      #expect(examination.disagreements.contains { $0.contains("fingerprint") })
    }
  }
}
