import HostState
import IPAddressing

/// How one routing table decides every destination of a family.
struct RouteDecisions {
  struct Decision: Hashable {
    var action: RouteState.Action
    var lockedMTU: Int?

    /// What a destination without a route gets too, in tables that fail closed.
    static let drop = Decision(action: .blackhole, lockedMTU: nil)

    var isDrop: Bool { action == .blackhole }

    /// Whether packets go where they cannot go on from: to their subnet.
    var isDelivery: Bool { if case .link = action { true } else { false } }
  }

  private(set) var byPrefix: [Prefix: Decision] = [:]
  private var metrics: [Prefix: UInt32] = [:]
  /// The lengths that there are prefixes of, in no order.
  private var lengths: Set<Int> = []

  /// Adds a route, which counts where it has the lowest metric of its prefix.
  mutating func add(_ prefix: Prefix, metric: UInt32, _ decision: Decision) {
    if let other = metrics[prefix], other <= metric { return }
    metrics[prefix] = metric
    byPrefix[prefix] = decision
    lengths.insert(prefix.length)
  }

  /// What becomes of the addresses in `prefix` that no longer prefix holds.
  func decision(at prefix: Prefix) -> Decision {
    var best: (length: Int, decision: Decision)?
    for length in lengths where length <= prefix.length && length > (best?.length ?? -1) {
      if let decision = byPrefix[Prefix(prefix.address, length: length)] {
        best = (length, decision)
      }
    }
    return best?.decision ?? .drop
  }

  /// A destination that two tables decide differently.
  struct Difference {
    var old: Decision
    var new: Decision

    /// Whether a packet may take a way of neither state when some tables are old and some new: not one
    /// that is delivered where it was dropped, or delivered elsewhere.
    var isDelicate: Bool { !(new.isDelivery && (old.isDrop || old.isDelivery)) }

    var isAddition: Bool { !new.isDrop }
    var isRemoval: Bool { !old.isDrop }
  }

  /// Where this table and a newer one differ.
  func differences(to new: RouteDecisions) -> [Difference] {
    guard byPrefix != new.byPrefix else { return [] }
    return Set(byPrefix.keys).union(new.byPrefix.keys).compactMap { prefix in
      let difference = Difference(old: decision(at: prefix), new: new.decision(at: prefix))
      return difference.old == difference.new ? nil : difference
    }
  }

  /// The table that decides what this one and `new` decide alike, and drops the rest.
  func agreement(with new: RouteDecisions) -> [Prefix: Decision] {
    let prefixes = Set(byPrefix.keys).union(new.byPrefix.keys)
    return Dictionary(
      uniqueKeysWithValues: prefixes.map { prefix in
        let decision = decision(at: prefix)
        return (prefix, decision == new.decision(at: prefix) ? decision : .drop)
      })
  }
}
