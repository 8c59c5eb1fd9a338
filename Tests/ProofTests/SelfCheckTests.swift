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

  private func verdict(_ effects: Effects) -> String {
    effects.isFaulty ? "faulty" : effects.contains(.proved) ? "proved" : "unconnected"
  }

  @Test("by the walker: whatever it says of any one group of pairs instead of the truth")
  func falsifiedGroups() throws {
    let (topology, proof) = try network()
    let truth = Examination(topology, proof, Groundwork(topology), wholePairs: .max)
    #expect(truth.disagreements == [])
    for index in proof.groups.indices {
      for effects in [Effects.proved, .unconnected, .order]
      where verdict(effects) != verdict(proof.groups[index].effects) {
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

  @Test("by the walker in a large network too, where it says of pairs that they are others")
  func exchangedVerdicts() throws {
    var exchanged = 0
    for seed in 0..<20 {
      let topology = RandomTopology.make(seed: UInt64(6_000_000 + seed))
      let proof = SymmetryProof(topology)
      for (index, group) in proof.groups.enumerated() where group.count > 1 {
        var falsified = proof
        falsified.groups[index].effects =
          group.effects.isFaulty || !group.effects.contains(.proved) ? .proved : .unconnected
        let examination = Examination(
          topology, falsified, Groundwork(topology), wholePairs: 0)
        #expect(!examination.disagreements.isEmpty, "\(seed), group \(index)")
        exchanged += 1
      }
    }
    #expect(exchanged > 20)
  }

  @Test("by the walker, where it says that flows cross a VPC or enter it again, which none does")
  func inventedPassages() throws {
    let (topology, proof) = try network()
    let group = try #require(proof.groups.first { $0.effects == .proved })
    let invented = SymmetryProof.Passed(
      family: group.family, first: group.first, second: group.second)
    let provider = topology.vpcs[0].id
    for invention in [
      \SymmetryProof.crossings, \.reentries,
    ] as [WritableKeyPath<SymmetryProof, [ID<VPC>: SymmetryProof.Passed]>] {
      var falsified = proof
      falsified[keyPath: invention][provider] = invented
      let examination = Examination(topology, falsified, Groundwork(topology), wholePairs: 0)
      #expect(examination.disagreements.contains { $0.contains("crosses or enters it again") })
    }
  }

  @Test("by the fingerprint: it is said, whatever the size")
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
