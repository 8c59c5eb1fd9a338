import Diagnostics
import Topology

/// How the stateful points of a reply fail to mirror those of its request.
enum Asymmetry: Hashable, Sendable {
  /// The same points in an order that is not the reverse.
  case order
  /// The reply skips points that the request passed.
  case bypassReturn
  /// The reply passes points that never saw the request.
  case bypassForward
  /// The same services, in other zones.
  case otherZone
  case different
  /// The same points, by a peering one way and by a transit gateway the other.
  case split

  /// Compares a request's points with its reply's; nil when the reply mirrors the request.
  init?(forward: [InspectionPoint], reply: [InspectionPoint], in topology: Topology) {
    let mirrored = Array(reply.reversed())
    if forward == mirrored { return nil }
    if Self.counts(forward) == Self.counts(mirrored) {
      self = .order
    } else if Self.isSubsequence(mirrored, of: forward) {
      self = .bypassReturn
    } else if Self.isSubsequence(forward, of: mirrored) {
      self = .bypassForward
    } else if forward.map({ topology.service(of: $0) })
      == mirrored.map({ topology.service(of: $0) }),
      forward.map({ topology.zone(of: $0) }) != mirrored.map({ topology.zone(of: $0) })
    {
      self = .otherZone
    } else {
      self = .different
    }
  }

  /// The generic finding.
  var id: DiagnosticID {
    switch self {
    case .order: .inspectionOrderMismatch
    case .bypassReturn: .inspectionBypassReturn
    case .bypassForward: .inspectionBypassForward
    case .otherZone: .azMismatch
    case .different: .asymmetricInspection
    case .split: .peeringVersusTGWSplit
    }
  }

  /// Whether one path takes a peering, and the other a transit gateway where the one takes none.
  static func isSplit(_ forward: Path, _ reply: Path) -> Bool {
    (forward.takesPeering && !forward.takesHub && reply.takesHub)
      || (reply.takesPeering && !reply.takesHub && forward.takesHub)
  }

  private static func counts(_ points: [InspectionPoint]) -> [InspectionPoint: Int] {
    points.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  static func isSubsequence(_ short: [InspectionPoint], of long: [InspectionPoint]) -> Bool {
    var rest = short[...]
    for point in long where point == rest.first { rest = rest.dropFirst() }
    return rest.isEmpty
  }
}

extension Path {
  var takesPeering: Bool { peeringStep != nil }
  var takesHub: Bool { hubStep != nil }

  /// Where a peering is chosen.
  var peeringStep: Step? {
    steps.first { step in
      if case .target(.peering) = step.route?.nextHop { true } else { false }
    }
  }

  /// Where a transit gateway is chosen.
  var hubStep: Step? {
    steps.first { step in
      if case .target(.transitGateway) = step.route?.nextHop { true } else { false }
    }
  }
}
