package import Proof
package import Verification

/// What becomes of one flow on one side, as the plain walker finds it: a second opinion on what the
/// engine says, which shares no code with it.
package struct WalkedConduct: Hashable, Sendable {
  /// One choice by which the flow connects.
  package struct Way: Hashable, Sendable {
    package var places: [JointTopologies.Place]
    /// Services that the request passes, and the reply from its far end's point of view.
    package var request: [JointTopologies.Service]
    package var reply: [JointTopologies.Service]
    package var isMirrored: Bool

    package var services: Set<JointTopologies.Service> { Set(request).union(reply) }
  }

  package var ways: Set<Way> = []
  /// Whether some choice does not connect.
  package var isLost = false

  /// - Parameter trips: all of the flow's; none where it cannot come into being.
  package init(_ trips: [RoundTrip], _ side: JointTopologies.Side, in joint: JointTopologies) {
    isLost = trips.isEmpty
    for trip in trips {
      guard trip.outcome == .connected else {
        isLost = true
        continue
      }
      let legs = trip.forward.indices
      ways.insert(
        Way(
          places: trip.paths.flatMap { path in
            path.steps.map { joint.place(of: $0.location, side) }
              + [joint.end(of: path, side)].compactMap { $0 }
          },
          request: trip.points.map { joint.service(of: $0, side) },
          reply: trip.replyPoints.reversed().map { joint.service(of: $0, side) },
          isMirrored: legs.allSatisfy {
            trip.forward[$0].points == trip.reply[$0]?.points.reversed()
          }))
    }
  }

  package var isMirrored: Bool { ways.allSatisfy(\.isMirrored) }

  /// Services that every way passes which connects.
  package var services: Set<JointTopologies.Service> {
    guard let first = ways.first else { return [] }
    return ways.reduce(first.services) { $0.intersection($1.services) }
  }

  /// How the conduct differs from an earlier one.
  package func change(from old: WalkedConduct) -> BehaviourChange {
    var change: BehaviourChange = []
    let losses = (old.isLost, isLost)
    if losses == (false, true) || losses.0 == losses.1 && !old.ways.isEmpty && ways.isEmpty {
      change.insert(.newlyUnreachable)
    }
    if losses == (true, false) || losses.0 == losses.1 && old.ways.isEmpty && !ways.isEmpty {
      change.insert(.newlyReachable)
    }
    if old.ways.isEmpty || ways.isEmpty { return change }
    if old.isMirrored, !isMirrored { change.insert(.becameAsymmetric) }
    if !old.isMirrored, isMirrored { change.insert(.becameSymmetric) }
    let (before, after) = (old.services, services)
    if before != after {
      change.insert(
        after.isSubset(of: before)
          ? .inspectionLost : before.isSubset(of: after) ? .inspectionGained : .inspectionChanged)
      if change.isSuperset(of: [.becameAsymmetric, .inspectionGained]) {
        change.remove(.inspectionGained)
      }
    } else if old.isMirrored == isMirrored, old.orders != orders {
      change.insert(.inspectionChanged)
    }
    if change.isEmpty, Set(old.ways.map(\.places)) != Set(ways.map(\.places)) {
      change.insert(.pathChanged)
    }
    return change
  }

  /// The services of each way in order, there and back.
  private var orders: Set<[[JointTopologies.Service]]> { Set(ways.map { [$0.request, $0.reply] }) }
}
