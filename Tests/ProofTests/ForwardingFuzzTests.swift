import Testing
import Topology

@testable import Proof

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

  private func agrees(_ topology: Topology) -> Bool {
    Oracle.verdicts(topology) == Enumeration.verdicts(topology)
  }
}
