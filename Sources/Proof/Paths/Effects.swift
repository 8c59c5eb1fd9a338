/// What can become of flows, as a set: which of it all ways of a flow, or all flows of a pair show.
package struct Effects: OptionSet, Hashable, Sendable {
  package let rawValue: UInt64

  package init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Request and reply pass the same stateful points, mirrored.
  package static let proved = Effects(rawValue: 1 << 60)
  /// No flow, and nothing wrong with that.
  package static let unconnected = Effects(rawValue: 1 << 61)
  package static let requestLoops = Effects(rawValue: 1 << 18)
  package static let replyLoops = Effects(rawValue: 1 << 38)
  /// The reply ends at another place that has the same address.
  package static let replyGoesElsewhere = Effects(rawValue: 1 << 39)

  /// The same points in an order that is not the reverse.
  package static let order = Effects(rawValue: 1 << 40)
  /// The reply skips points that the request passed.
  package static let bypassReturn = Effects(rawValue: 1 << 41)
  /// The reply passes points that never saw the request.
  package static let bypassForward = Effects(rawValue: 1 << 42)
  /// The same services, in other zones.
  package static let otherZone = Effects(rawValue: 1 << 43)
  package static let different = Effects(rawValue: 1 << 44)
  /// One direction takes a peering, the other a transit gateway, past the same points.
  package static let split = Effects(rawValue: 1 << 45)

  static func requestLost(_ drop: Drop) -> Effects { Effects(rawValue: 1 << UInt64(drop.rawValue)) }
  static func replyLost(_ drop: Drop) -> Effects {
    Effects(rawValue: 1 << UInt64(20 + drop.rawValue))
  }

  /// AWS may pick another route than the one that is followed: nothing is said of the flow.
  package static let undecided = requestLost(.undecided).union(replyLost(.undecided))

  /// A reply that does not come back, or not past the points that its request passed.
  static let unmirrored = Effects(rawValue: (1 << 45) - (1 << 20))

  /// What is wrong, of all this.
  package var faults: Effects { subtracting([.proved, .unconnected]) }
  package var isFaulty: Bool { !faults.isEmpty }
  /// Whether some reply comes back, and not the way that its request went.
  package var isAsymmetric: Bool {
    !isDisjoint(with: [.order, .bypassReturn, .bypassForward, .otherZone, .different, .split])
  }
}
