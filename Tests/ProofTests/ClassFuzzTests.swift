import Testing
import Topology

@testable import Proof

@Suite("Classes of ends stand for all of their pairs")
struct ClassFuzzTests {
  @Test("on every pair of random networks", arguments: 0..<8)
  func agreement(batch: Int) {
    for seed in 0..<30 {
      let seed = UInt64(batch * 1_000_000 + seed)
      let topology = RandomTopology.make(seed: seed)
      let proof = SymmetryProof(topology)
      var found: [String: Effects] = [:]
      for group in proof.groups {
        proof.forEachPair(of: group) { first, second in
          found[Oracle.key(first, second, group.family), default: []].formUnion(group.effects)
          return true
        }
      }
      #expect(proof.pairs == found.count, "seed \(seed) counts pairs")
      let (expected, passed) = Enumeration.all(topology)
      let locations = LocationSpace(topology)
      let places = (proof.endpoints + proof.instances + proof.natGateways).enumerated()
        .filter { $0.element != nil }.map { Int32($0.offset + topology.subnets.count) }
      #expect(
        Set(places) == passed.filter { $0 < locations.gateways }, "seed \(seed) what flows pass")
      let inspecting = passed.filter { $0 >= locations.gateways }.map {
        locations.attachmentOfEntry[Int($0 - locations.entries)]
      }
      #expect(
        Set(inspecting) == Set(proof.inspecting.map(\.rawValue)), "seed \(seed) attachments")
      guard expected != found else { continue }
      let keys = Set(expected.keys).union(found.keys).filter { expected[$0] != found[$0] }.sorted()
      let lines = keys.prefix(5).map {
        "\($0): \(expected[$0]?.rawValue as Any) \(found[$0]?.rawValue as Any)"
      }
      Issue.record("seed \(seed): \(lines)")
    }
  }
}
