package import IPAddressing
package import Topology

/// What becomes of the flows of every pair of ends in two topologies, compared; exact, and by
/// classes: the flows of all pairs are accounted for, not samples of them.
///
/// Compared are ends that both topologies have: host-bearing subnets and load balancer nodes that
/// `Correspondence` finds on both sides, networks on premises of one VPC and prefix, and the
/// internet. Of a subnet that has other addresses, the same ones are compared where it keeps some,
/// and otherwise those of one order where it keeps its size.
package struct BehaviourComparison: Sendable {
  /// One flow on one side.
  package struct Example: Hashable, Sendable {
    package var source: FlowEnd
    package var sourceAddress: IPAddress
    package var destination: FlowEnd
    package var destinationAddress: IPAddress
    /// Whether such a flow can come into being.
    package var isOpened: Bool
  }

  /// What differs, with a flow that shows it.
  package struct Difference: Hashable, Sendable {
    package var change: BehaviourChange
    /// Services that are sure to see the flow, by numbers that mean the same in all differences.
    package var before: [Int32]
    package var after: [Int32]
    package var old: Example
    package var new: Example

    /// What makes the order of equal differences the same in each run.
    static func < (left: Difference, right: Difference) -> Bool {
      if left.change != right.change { return left.change.rawValue < right.change.rawValue }
      if left.before != right.before { return left.before.lexicographicallyPrecedes(right.before) }
      return left.after.lexicographicallyPrecedes(right.after)
    }
  }

  /// Pairs of ends for which the same differs.
  package struct Change: Sendable {
    package var family: AddressFamily
    /// One of the pairs, by each side's names.
    package var old: (first: FlowEnd, second: FlowEnd)
    package var new: (first: FlowEnd, second: FlowEnd)
    package var count: Int
    package var differences: [Difference]
    let group: Int?

    /// What of all its flows differs.
    package var kinds: BehaviourChange {
      differences.reduce(into: []) { $0.formUnion($1.change) }
    }
  }

  package private(set) var changes: [Change] = []
  /// Unordered pairs of ends, a family each, that both topologies have.
  package private(set) var pairs = 0
  /// Ends without a counterpart, each with the families in which it has none.
  package private(set) var removed: [FlowEnd: Set<AddressFamily>] = [:]
  package private(set) var added: [FlowEnd: Set<AddressFamily>] = [:]
  private var families: [any FamilyDifference] = []

  package init(_ old: Topology, _ new: Topology, _ correspondence: Correspondence) {
    let untouched = UntouchedVPCs(old, new, correspondence)
    let before = (old, LocationSpace(old))
    let after = (new, LocationSpace(new))
    add(FamilyComparison<UInt32>(before, after, correspondence, untouched))
    if [old, new].contains(where: { $0.vpcs.contains { !$0.ipv6.isEmpty } }) {
      add(FamilyComparison<UInt128>(before, after, correspondence, untouched))
    }
  }

  private mutating func add(_ family: some FamilyDifference) {
    changes += family.changes
    pairs += family.compared
    for end in family.ends.old { removed[end, default: []].insert(family.family) }
    for end in family.ends.new { added[end, default: []].insert(family.family) }
    families.append(family)
  }

  /// How many pairs have flows of which this is true.
  package func count(_ change: BehaviourChange) -> Int {
    changes.reduce(0) { $0 + ($1.kinds.isSuperset(of: change) ? $1.count : 0) }
  }

  package var pairsChanged: Int { changes.reduce(0) { $0 + $1.count } }

  /// Every pair of a change, by the old topology's names, while `body` wants more.
  package func forEachPair(of change: Change, _ body: (FlowEnd, FlowEnd) -> Bool) {
    families.first { $0.family == change.family }?.forEachPair(of: change, body)
  }
}
