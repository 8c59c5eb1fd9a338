import HostState
import RunDirectory

/// How many appliances a load needs, over time: more at once when they are too few, fewer only when
/// a whole cooldown has needed fewer.
///
/// Those that are dead count for nothing.
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

  /// The size that a group with this load, of all together, is to have.
  ///
  /// - Parameter serving: Whether each of its appliances serves, in the order in which they came; the
  ///   last go first.
  mutating func size(
    for load: Double, of serving: [Bool], by policy: GatewayLoadBalancerDataPlane.Scaling,
    at now: MonotonicTime
  ) -> Int {
    let current = serving.count
    let hasCooled = lastChange.map { now - $0 >= policy.cooldown } ?? true
    let needed = policy.size(for: load, aimingAt: Double(policy.target), among: serving)
    if needed > current {
      calm = nil
      guard hasCooled else { return current }
      lastChange = now
      return needed
    }
    let least = policy.size(
      for: load, aimingAt: Double(policy.target) * Self.margin, among: serving)
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

  /// How many it takes, from the first on, until enough of them serve; new ones will.
  fileprivate func size(for load: Double, aimingAt target: Double, among serving: [Bool]) -> Int {
    var missing = max(1, Int(min((load / target).rounded(.up), Double(maximum))))
    for (index, serves) in serving.enumerated() where serves {
      missing -= 1
      if missing == 0 { return clamped(index + 1) }
    }
    return clamped(serving.count + missing)
  }
}
