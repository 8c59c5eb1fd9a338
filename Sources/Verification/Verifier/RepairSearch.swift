import Diagnostics
import Threads
import Topology

/// Finds edits that make a finding go away and no other appear, by verifying the edited topology.
struct RepairSearch {
  private let topology: Topology
  /// What was walked of it.
  private let trips: WalkedTrips
  /// Whether one verification is too little work for several threads.
  private let isSmall: Bool
  /// How many verifications may still be made.
  private var budget: Int

  /// - Parameters:
  ///   - ends: what one verification's time is proportional to.
  ///   - trips: what was walked of the topology.
  init(_ topology: Topology, ends: Int, trips: WalkedTrips) {
    self.topology = topology
    self.trips = trips
    isSmall = ends <= Self.small
    budget = max(Self.fewest, min(Self.most, Self.ends / max(ends, 1)))
  }

  private static let most = 200
  /// All verifications together look at no more ends than this, so that a large topology is judged
  /// without waiting long for repairs.
  private static let ends = 40_000
  /// A few are made of any topology.
  private static let fewest = 4
  /// Of topologies with more ends, one verification at a time is enough for all threads and for the
  /// memory.
  private static let small = 2_000
  /// So many findings are looked at together: what is tried beyond the budget is lost.
  private static let together = 16

  /// For each finding the first set of edits that was verified; nil when none was.
  mutating func repairs(of causes: [Cause]) -> [RepairTrial.Attempt?] {
    guard causes.contains(where: { $0.faults.contains { !$0.candidates.isEmpty } }) else {
      return causes.map { _ in nil }
    }
    let trial = RepairTrial(
      topology: topology, trips: trips, known: Set(causes.map(\.identity)),
      mayShare: topology.files.contains { $0.bytes.contains(UInt8(ascii: "*")) })
    var workbench = Workbench(topology)
    var result: [RepairTrial.Attempt?] = []
    while result.count < causes.count {
      guard isSmall, budget > 0 else {
        let (attempt, count) = trial.repair(of: causes[result.count], &workbench, most: budget)
        budget -= count
        result.append(attempt)
        continue
      }
      let next = causes[result.count...].prefix(Self.together)
      let found = Parallel.map(next.count, least: 1) { [topology] stretch in
        var workbench = Workbench(topology)
        return next[(next.startIndex + stretch.lowerBound)...].prefix(stretch.count).map {
          trial.repair(of: $0, &workbench, most: RepairTrial.tries)
        }
      }
      // As if they had been looked at one after the other.
      for (attempt, count) in found.joined() {
        result.append(count <= budget ? attempt : nil)
        budget = max(budget - count, 0)
      }
    }
    return result
  }
}
