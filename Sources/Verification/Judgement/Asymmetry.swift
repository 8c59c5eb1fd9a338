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
    }
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
