import Testing
import Topology

@testable import Proof

@Suite("The engine's forwarding agrees with the plain walker")
struct ForwardingFuzzTests {
  @Test("on every pair of random networks", arguments: 0..<8)
  func agreement(batch: Int) {
    for seed in 0..<20 {
      let seed = UInt64(batch * 1_000_000 + seed)
      let topology = RandomTopology.make(seed: seed)
      let (expected, found) = (Oracle.verdicts(topology), Enumeration.verdicts(topology))
      guard expected != found else { continue }
      let keys = Set(expected.keys).union(found.keys).filter { expected[$0] != found[$0] }.sorted()
      let lines = keys.prefix(5).map {
        "\($0): \(expected[$0]?.rawValue as Any) \(found[$0]?.rawValue as Any)"
      }
      Issue.record("seed \(seed): \(lines)")
    }
  }
}
