/// What one appliance has carried, for all of its gateway load balancers together.
struct TargetLoad: Hashable, Sendable {
  /// Live flows; 0 where they were not counted.
  var flows = 0
  /// Bytes and packets that it was ever given.
  var bytes: UInt64 = 0
  var packets: UInt64 = 0
  /// For how many seconds it has been drained.
  var draining = 0.0

  static func + (left: TargetLoad, right: TargetLoad) -> TargetLoad {
    TargetLoad(
      flows: left.flows + right.flows, bytes: left.bytes &+ right.bytes,
      packets: left.packets &+ right.packets, draining: max(left.draining, right.draining))
  }
}
