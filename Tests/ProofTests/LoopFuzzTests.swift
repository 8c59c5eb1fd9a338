import IPAddressing
import Testing
import Topology

@testable import Proof
@testable import Verification

@Suite("Loops are found from wherever there is one")
struct LoopFuzzTests {
  @Test("on random networks", arguments: 0..<4)
  func agreement(batch: Int) {
    for seed in FuzzSeeds.range(batch, of: 4, usually: 80) {
      let topology = RandomTopology.make(seed: seed)
      let walker = Walker(topology)
      let faults = LoopSearch(walker: walker, catalogue: FlowCatalogue(walker)).faults()
      let expected = Set(
        faults.compactMap { fault in
          fault.stray.map { "\($0.source) \($0.legs[0].source.family)" }
        })
      let found = SymmetryProof(topology).loops.map { "\($0.source) \($0.address.family)" }
      #expect(Set(found) == expected, "seed \(seed)")
    }
  }
}
