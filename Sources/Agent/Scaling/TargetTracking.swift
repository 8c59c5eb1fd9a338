import HostState
import RunDirectory

/// How many appliances a load needs, over time: more at once when they are too few, fewer only when
/// a whole cooldown has needed fewer.
///
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
struct TargetTracking {
  /// What the load has needed for a while: fewer than there are.
  private struct Calm {
    let since: MonotonicTime
    var most: Int
  }

  /// Fewer appliances must each stay this far below the target, or the next flow would bring one
  /// back.
  private static let margin = 0.9

  private var lastChange: MonotonicTime?
  private var calm: Calm?

  /// - Parameter lastChange: When an earlier agent made the last change, if one did.
  init(lastChange: MonotonicTime? = nil) { self.lastChange = lastChange }

  /// The size that a group of `current` appliances with this load, of all together, is to have.
  mutating func size(
    for load: Double, of current: Int, by policy: GatewayLoadBalancerDataPlane.Scaling,
    at now: MonotonicTime
  ) -> Int {
    let hasCooled = lastChange.map { now - $0 >= policy.cooldown } ?? true
    let needed = policy.size(for: load, aimingAt: Double(policy.target))
    if needed > current {
      calm = nil
      guard hasCooled else { return current }
      lastChange = now
      return needed
    }
    let least = policy.size(for: load, aimingAt: Double(policy.target) * Self.margin)
    guard least < current else {
      calm = nil
      return current
    }
    var calm = calm ?? Calm(since: now, most: least)
    calm.most = max(calm.most, least)
    guard hasCooled, now - calm.since >= policy.cooldown else {
      self.calm = calm
      return current
    }
    self.calm = nil
    lastChange = now
    return calm.most
  }
}

extension GatewayLoadBalancerDataPlane.Scaling {
  /// Within the limits; without any appliance, no load would ever bring the first.
  func clamped(_ size: Int) -> Int { min(max(size, minimum, 1), max(maximum, 1)) }

  fileprivate func size(for load: Double, aimingAt target: Double) -> Int {
    clamped(Int(min((load / target).rounded(.up), Double(maximum))))
  }
}
