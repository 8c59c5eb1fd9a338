import IPAddressing
import Testing
import Topology

@testable import Proof

@Suite("Classes of ends stand for all of their pairs")
struct ClassFuzzTests {
  @Test("on every pair of random networks", arguments: 0..<8)
  func agreement(batch: Int) {
    for seed in FuzzSeeds.range(batch, of: 8, usually: 1200) {
      let topology = RandomTopology.make(seed: seed)
      let differences = differences(topology)
      if differences.isEmpty { continue }
      let smallest = Shrinking.smallest(topology) { !self.differences($0).isEmpty }
      let lines = self.differences(smallest).joined(separator: "\n")
      Issue.record("seed \(seed):\n\(lines)\n\(Shrinking.text(smallest))")
    }
  }

  @Test(
    "for what once was another: a peering that packets of third VPCs come through, a NAT gateway inwards",
    arguments: [5_008_729, 5_013_210, 7_074_726] as [UInt64])
  func regressions(seed: UInt64) {
    #expect(differences(RandomTopology.make(seed: seed)) == [])
  }

  @Test("also when all hashes collide, which costs time and nothing else")
  func collisions() {
    for seed in 0..<20 {
      let topology = RandomTopology.make(seed: UInt64(8_000_000 + seed))
      #expect(
        members(topology, Mixer(seed: 0, mask: 0), as: UInt32.self)
          == members(topology, .ofThisRun, as: UInt32.self), "seed \(seed)")
      #expect(
        members(topology, Mixer(seed: 0, mask: 0), as: UInt128.self)
          == members(topology, .ofThisRun, as: UInt128.self), "seed \(seed)")
    }
  }

  private func members<Bits: AddressBits>(
    _ topology: Topology, _ mixer: Mixer, as: Bits.Type
  ) -> [[Int32]] {
    let model = Model<Bits>(topology, LocationSpace(topology))
    var survey = Survey(topology, Population(topology, model), mixer)
    return EndClasses(&survey).members
  }

  /// With a class for each way of sending, and with exceptions from one for all of a zone.
  private func differences(_ topology: Topology) -> [String] {
    let families = [Int.max, 0].map { familyDifferences(topology, mostRows: $0) }
    return differences(topology, mostRows: .max) + differences(topology, mostRows: 0)
      + families[0].symmetricDifference(families[1]).sorted().map { "families: \($0)" }
  }

  private func familyDifferences(_ topology: Topology, mostRows: Int) -> Set<String> {
    let found = SymmetryProof(topology, mostRows: mostRows).familyDifferences?.pairs ?? []
    return Set(found.map { Oracle.key($0.first, $0.second, .ipv4) + " \($0.count)" })
  }

  /// What the proof says otherwise than the enumeration of all pairs.
  private func differences(_ topology: Topology, mostRows: Int) -> [String] {
    let proof = SymmetryProof(topology, mostRows: mostRows)
    var found: [String: Effects] = [:]
    for group in proof.groups {
      proof.forEachPair(of: group) { first, second in
        found[Oracle.key(first, second, group.family), default: []].formUnion(group.effects)
        return true
      }
    }
    let (expected, seen) = Enumeration.all(topology)
    let passed = seen.places
    var differences = Set(expected.keys).union(found.keys).filter { expected[$0] != found[$0] }
      .sorted().map {
        "\($0): one by one \(expected[$0]?.rawValue as Any), by classes \(found[$0]?.rawValue as Any)"
      }
    if proof.pairs != found.count { differences.append("\(proof.pairs) pairs, not \(found.count)") }
    if !proof.disagreements.isEmpty { differences.append("fingerprints \(proof.disagreements)") }
    let locations = LocationSpace(topology)
    let places = (proof.endpoints + proof.instances + proof.natGateways).enumerated()
      .filter { $0.element != nil }.map { Int32($0.offset + topology.subnets.count) }
    if Set(places) != passed.filter({ $0 < locations.gateways }) {
      differences.append("passed \(places.sorted()), not \(passed.sorted())")
    }
    let inspecting = passed.filter { $0 >= locations.gateways }.map {
      locations.attachmentOfEntry[Int($0 - locations.entries)]
    }
    if Set(inspecting) != Set(proof.inspecting.map(\.rawValue)) {
      differences.append("attachments \(proof.inspecting), not \(inspecting)")
    }
    let hashed = proof.hashedServices.flatMap { service, attachments in
      attachments.map {
        Sightings.Hashed(service: service.rawValue, attachment: $0.rawValue)
      }
    }
    if Set(hashed) != seen.hashed { differences.append("hashed \(hashed), not \(seen.hashed)") }
    let crossed = Set(proof.crossings.keys.map(\.rawValue))
    if crossed != seen.crossed { differences.append("crossed \(crossed), not \(seen.crossed)") }
    let reentered = Set(proof.reentries.keys.map(\.rawValue))
    if reentered != seen.reentered {
      differences.append("entered again \(reentered), not \(seen.reentered)")
    }
    return differences
  }
}
