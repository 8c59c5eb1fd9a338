import IPAddressing
import Testing
import Topology

@testable import Proof
@testable import Verification

@Suite("The engine's forwarding agrees with the plain walker")
struct ForwardingFuzzTests {
  @Test("on every pair of random networks", arguments: 0..<8)
  func agreement(batch: Int) {
    for seed in FuzzSeeds.range(batch, of: 8, usually: 200) {
      let topology = RandomTopology.make(seed: seed)
      if agrees(topology) { continue }
      let smallest = Shrinking.smallest(topology) { !agrees($0) }
      let (expected, found) = (Oracle.verdicts(smallest), Enumeration.verdicts(smallest))
      let keys = Set(expected.keys).union(found.keys).filter { expected[$0] != found[$0] }.sorted()
      let lines = keys.map {
        "\($0): the walker \(expected[$0]?.rawValue as Any), the engine \(found[$0]?.rawValue as Any)"
      }
      Issue.record(
        "seed \(seed):\n\(lines.joined(separator: "\n"))\n\(Shrinking.text(smallest))")
    }
  }

  @Test("what a VPC declares at an address that another has too is told apart by both")
  func sharedAddresses() {
    var count = 0
    for seed in 0..<200 {
      let topology = RandomTopology.make(seed: UInt64(8_000_000 + seed))
      let model = Model<UInt32>(topology, LocationSpace(topology))
      let shared = Neighbourhood<UInt32>.shared(topology, model.joined)
      let boundaries = Boundaries(topology, model, widest: .max)
      let classes = AddressClasses(topology)
      for mapping in model.mappings where !shared[Int(mapping.vpc)].isEmpty {
        let own = mapping.address...mapping.address
        #expect(boundaries.parts(of: mapping.address - 1...mapping.address + 1).contains(own))
        let host = Prefix(host: mapping.address.address)
        let stretches = classes.classes(in: Prefix(host.address, length: 24))
        #expect(stretches.contains { $0 == [host.first...host.last] }, "seed \(seed)")
        count += 1
      }
    }
    #expect(count > 20)
  }

  private func agrees(_ topology: Topology) -> Bool {
    Oracle.verdicts(topology) == Enumeration.verdicts(topology)
  }
}
