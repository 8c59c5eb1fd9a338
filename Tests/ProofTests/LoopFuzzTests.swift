import IPAddressing
import Testing
import Topology

@testable import Proof
@testable import Verification

@Suite("Loops are found from wherever there is one")
struct LoopFuzzTests {
  @Test("on random networks", arguments: 0..<4)
  func agreement(batch: Int) {
    for seed in FuzzSeeds.range(batch, of: 4, usually: 80) { compare(seed) }
  }

  @Test("for what once was another: by an egress-only gateway, back in, and past an endpoint")
  func regression() { compare(7_048_620) }

  private func compare(_ seed: UInt64) {
    let topology = RandomTopology.make(seed: seed)
    let walker = Walker(topology)
    let faults = LoopSearch(walker: walker, catalogue: FlowCatalogue(walker).remembering())
      .faults()
    let expected = Set(
      faults.compactMap { fault in
        fault.stray.map { "\($0.source) \($0.legs[0].source.family)" }
      })
    let loops = SymmetryProof(topology).loops
    let found = loops.map { "\($0.source) \($0.address.family)" }
    #expect(Set(found) == expected, "seed \(seed)")
    // What only packets to nobody pass is not called idle.
    let shown = LoopSearch(walker: walker, catalogue: FlowCatalogue(walker)).faults(of: loops)
    #expect(Self.places(shown) == Self.places(faults), "seed \(seed)")
  }

  private static func places(_ faults: [Fault]) -> Set<Location> {
    Set(faults.flatMap { $0.stray?.legs.flatMap { $0.steps.map(\.location) } ?? [] })
  }
}
