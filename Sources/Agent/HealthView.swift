import HostState
import IPAddressing

/// A target as one zone's node sees it: what has a health of its own.
struct HealthView: Hashable, Comparable, Codable {
  var zone: Int
  /// The target's resource and address: a member that was replaced is another target.
  var target: String
  var address: IPAddress

  init(zone: Int, target: GatewayLoadBalancerDataPlane.Target) {
    self.zone = zone
    self.target = target.resource
    address = target.address
  }

  static func < (left: HealthView, right: HealthView) -> Bool {
    (left.zone, left.target, left.address) < (right.zone, right.target, right.address)
  }
}

extension GatewayLoadBalancerDataPlane {
  /// The targets that a zone's node sends to: its own zone's, or all with cross-zone.
  func targets(inScopeOf zone: Int) -> [Target] {
    targets.filter { crossZone || $0.zone == zone }
  }

  /// The zones that have a node, in order.
  var zones: [Int] { Set(nodes.map(\.zone)).sorted() }
}
