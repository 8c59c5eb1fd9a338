import Diagnostics
import IPAddressing
import Proof
package import Topology
import Verification

/// What differs between two topologies: resources, and what becomes of whose flows.
package struct DifferenceReport: Sendable {
  /// By address.
  package private(set) var resources: [ResourceChange]
  /// In reading order.
  package private(set) var flows: [FlowChange] = []
  /// Pairs with flows of each category; a pair may be of several.
  package private(set) var counts: [ChangeCategory: Int] = [:]
  /// Unordered pairs of ends, a family each, that both topologies have.
  package private(set) var pairsCompared: Int
  package private(set) var pairsChanged: Int
  /// Ends of flows that one topology alone has, by address, in order.
  package private(set) var addedEnds: [String]
  package private(set) var removedEnds: [String]
  /// What the engine and the walker disagree about: anything here is a defect of bumpwire, and
  /// nothing that the report says is to be believed.
  package private(set) var disagreements: [String] = []

  /// Of causes that look alike, so many are walked each by itself; the last one stands for the rest.
  private static let alike = 60

  package init(_ old: Topology, _ new: Topology) {
    let joint = JointTopologies(old, new)
    resources = ResourceComparison(joint).changes
    let comparison = BehaviourComparison(old, new, joint.correspondence)
    pairsCompared = comparison.pairs
    pairsChanged = comparison.pairsChanged
    removedEnds = Self.names(comparison.removed, in: old)
    addedEnds = Self.names(comparison.added, in: new)
    for category in ChangeCategory.allCases {
      let count = comparison.count(category.change)
      if count > 0 { counts[category] = count }
    }
    explain(comparison, joint)
  }

  package var isEmpty: Bool {
    resources.isEmpty && pairsChanged == 0 && addedEnds.isEmpty && removedEnds.isEmpty
  }

  private static func names(
    _ ends: [FlowEnd: Set<AddressFamily>], in topology: Topology
  ) -> [String] {
    ends.map { end, families in
      let isBoth = families.count == 2 || !topology.vpcs.contains { !$0.ipv6.isEmpty }
      return topology.address(end)
        + (isBoth ? "" : " (\(families.contains(.ipv4) ? "IPv4" : "IPv6"))")
    }.sorted()
  }

  /// What flows are told together: the same difference, as the engine names it.
  private struct Likeness: Hashable {
    var change: BehaviourChange
    var before: [Int32]
    var after: [Int32]
  }

  private mutating func explain(_ comparison: BehaviourComparison, _ joint: JointTopologies) {
    let walker = WalkedChange(joint)
    var places: [WalkedChange.Cause: Int] = [:]
    var walked: [Likeness: Int] = [:]
    var last: [Likeness: Int] = [:]
    for change in comparison.changes {
      // One pair may show a cause by several flows, and counts once.
      var told: Set<Int> = []
      for difference in change.differences {
        let likeness = Likeness(
          change: difference.change, before: difference.before, after: difference.after)
        if let count = walked[likeness], count >= Self.alike, let place = last[likeness] {
          if told.insert(place).inserted { flows[place].pairs += change.count }
          continue
        }
        walked[likeness, default: 0] += 1
        guard var found = walker.change(of: difference) else {
          disagreements.append(
            "\(joint.old.address(change.old.first)) and \(joint.old.address(change.old.second)) over"
              + " \(change.family): the engine says \(Self.text(difference.change)), the walker otherwise"
          )
          continue
        }
        let cause = walker.cause(of: found)
        if let place = places[cause] {
          last[likeness] = place
          if told.insert(place).inserted { flows[place].pairs += change.count }
          continue
        }
        found.pairs = change.count
        places[cause] = flows.count
        last[likeness] = flows.count
        told.insert(flows.count)
        flows.append(found)
      }
    }
    flows.sort(by: FlowChange.readingOrder)
  }

  private static func text(_ change: BehaviourChange) -> String {
    ChangeCategory.categories(of: change).map(\.rawValue).joined(separator: " and ")
  }
}
