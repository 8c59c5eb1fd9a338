import Diagnostics
import Topology

/// Finds edits that make a finding go away and no other appear, by verifying the edited topology.
struct RepairSearch {
  struct Verified {
    let edits: [Edit]
  }

  let topology: Topology
  /// How many flows one verification walks.
  let flows: Int

  init(_ topology: Topology, flows: Int) {
    self.topology = topology
    self.flows = flows
  }

  /// Beyond this many flows a search by verification takes too long to be worth waiting for.
  private static let flowLimit = 20_000
  private static let tries = 4

  /// The first set of edits that holds; nil when none does.
  func repair(of cause: Cause, among causes: [Cause]) -> Verified? {
    guard flows <= Self.flowLimit else { return nil }
    let known = Set(causes.map(\.identity))
    for edits in candidates(of: cause).prefix(Self.tries) {
      guard let edited = topology.applying(edits) else { continue }
      let remaining = Set(Examination(edited).causes.map(\.identity))
      if !remaining.contains(cause.identity), remaining.isSubset(of: known) {
        return Verified(edits: edits)
      }
    }
    return nil
  }

  /// The likeliest edits of all faults together, then the next likeliest.
  private func candidates(of cause: Cause) -> [[Edit]] {
    let depth = cause.faults.map(\.candidates.count).max() ?? 0
    var seen: Set<Set<Edit>> = []
    return (0..<depth).compactMap { rank in
      var edits: [Edit] = []
      for fault in cause.faults {
        guard
          let candidate = rank < fault.candidates.count
            ? fault.candidates[rank] : fault.candidates.last
        else { continue }
        for edit in candidate where !edits.contains(edit) { edits.append(edit) }
      }
      return seen.insert(Set(edits)).inserted ? edits : nil
    }
  }
}
