import Difference
import Testing
import Topology

@testable import Proof

@Suite("What differs between two networks is what walking every flow in both shows")
struct DifferenceFuzzTests {
  @Test("for random networks and random edits", arguments: 0..<8)
  func agreement(batch: Int) {
    for seed in FuzzSeeds.range(batch, of: 8, usually: 240) {
      let topology = RandomTopology.make(seed: seed)
      let edited = RandomEdit.edit(topology, seed: seed)
      if differences(topology, edited).isEmpty { continue }
      let old = Shrinking.smallest(topology) { !differences($0, edited).isEmpty }
      let new = Shrinking.smallest(edited) { !differences(old, $0).isEmpty }
      let lines = differences(old, new).joined(separator: "\n")
      Issue.record(
        "seed \(seed):\n\(lines)\n\(Shrinking.text(old))\n---\n\(Shrinking.text(new))")
    }
  }

  @Test("and every kind of change occurs, with classes of several pairs")
  func coverage() {
    var seen: BehaviourChange = []
    var largest = 0
    for seed in 0..<300 {
      let topology = RandomTopology.make(seed: UInt64(seed))
      let edited = RandomEdit.edit(topology, seed: UInt64(seed))
      let comparison = BehaviourComparison(topology, edited, Correspondence(topology, edited))
      for change in comparison.changes {
        seen.formUnion(change.kinds)
        largest = max(largest, change.count)
      }
    }
    #expect(seen == BehaviourChange(rawValue: .max))
    #expect(largest > 1)
  }

  @Test("what is told of it was walked, and counts no pair that does not differ", arguments: 0..<4)
  func told(batch: Int) {
    for seed in FuzzSeeds.range(batch, of: 4, usually: 240) {
      let topology = RandomTopology.make(seed: seed)
      let edited = RandomEdit.edit(topology, seed: seed)
      let report = DifferenceReport(topology, edited)
      if !report.disagreements.isEmpty { recordSmallest(topology, edited, seed) }
      #expect(report.flows.allSatisfy { $0.pairs <= report.pairsChanged }, "seed \(seed)")
      for (category, count) in report.counts {
        let told = report.flows.filter { $0.categories.contains(category) }.map(\.pairs)
        // A pair may have several causes, and each of its differences has one.
        #expect(told.reduce(0, +) >= count && told.max() ?? 0 <= count, "seed \(seed)")
      }
      #expect(DifferenceReport(topology, topology).isEmpty, "seed \(seed)")
    }
  }

  private func recordSmallest(_ topology: Topology, _ edited: Topology, _ seed: UInt64) {
    let old = Shrinking.smallest(topology) { !DifferenceReport($0, edited).disagreements.isEmpty }
    let new = Shrinking.smallest(edited) { !DifferenceReport(old, $0).disagreements.isEmpty }
    let lines = DifferenceReport(old, new).disagreements.joined(separator: "\n")
    Issue.record("seed \(seed):\n\(lines)\n\(Shrinking.text(old))\n---\n\(Shrinking.text(new))")
  }

  @Test("undone, an edit does the opposite to as many pairs, and none to itself does anything")
  func reverse() {
    let opposites: [(BehaviourChange, BehaviourChange)] = [
      (.becameAsymmetric, .becameSymmetric), (.becameSymmetric, .becameAsymmetric),
      (.newlyReachable, .newlyUnreachable), (.newlyUnreachable, .newlyReachable),
      (.inspectionChanged, .inspectionChanged), (.pathChanged, .pathChanged),
    ]
    for seed in 0..<60 {
      let topology = RandomTopology.make(seed: UInt64(9_000_000 + seed))
      let edited = RandomEdit.edit(topology, seed: UInt64(seed))
      let there = BehaviourComparison(topology, edited, Correspondence(topology, edited))
      let back = BehaviourComparison(edited, topology, Correspondence(edited, topology))
      for (kind, opposite) in opposites {
        #expect(there.count(kind) == back.count(opposite), "seed \(seed)")
      }
      // What becomes asymmetric gains nothing, though its opposite may lose something.
      #expect(there.count(.inspectionGained) <= back.count(.inspectionLost), "seed \(seed)")
      #expect(back.count(.inspectionGained) <= there.count(.inspectionLost), "seed \(seed)")
      #expect(there.pairs == back.pairs)
      let same = BehaviourComparison(edited, edited, Correspondence(edited, edited))
      #expect(same.changes.isEmpty && same.added.isEmpty && same.removed.isEmpty)
    }
  }

  private func differences(_ old: Topology, _ new: Topology) -> [String] {
    let comparison = BehaviourComparison(old, new, Correspondence(old, new))
    var found: [String: BehaviourChange] = [:]
    var pairs = 0
    for change in comparison.changes {
      comparison.forEachPair(of: change) { first, second in
        found[Oracle.key(first, second, change.family), default: []].formUnion(change.kinds)
        pairs += 1
        return true
      }
    }
    let expected = DifferenceOracle(old, new).changes()
    var differences = Set(expected.keys).union(found.keys).filter { expected[$0] != found[$0] }
      .sorted().map {
        "\($0): walking says \(expected[$0]?.rawValue as Any), the engine \(found[$0]?.rawValue as Any)"
      }
    if comparison.pairsChanged != pairs || found.count != pairs {
      differences.append(
        "\(comparison.pairsChanged) pairs, \(pairs) listed, \(found.count) of them")
    }
    if comparison.pairs < pairs { differences.append("\(pairs) of \(comparison.pairs) pairs") }
    return differences
  }
}
