import HostState
import RunDirectory

/// One target's health as one zone's node sees it, moved by the results of its probes.
///
/// A newly registered target is healthy after its first success; from then on AWS's thresholds
/// count consecutive results against the current state.
struct ProbedHealth: Hashable, Codable {
  private(set) var state: TargetHealthState
  /// Results in a row that speak against the state.
  private(set) var contrary: Int
  /// Why the last probe failed; nil after a success.
  private(set) var reason: String?
  /// When the state was entered, in seconds since 1970.
  private(set) var since: Double

  /// A target that was registered just now.
  init(registered time: Double) {
    state = .initial
    contrary = 0
    reason = nil
    since = time
  }

  /// Takes a result into account; true if the state changed.
  mutating func record(
    _ result: ProbeResult, by check: GatewayLoadBalancerDataPlane.HealthCheck, at time: Double
  ) -> Bool {
    switch result {
    case .success:
      reason = nil
      switch state {
      case .healthy, .draining, .unused: contrary = 0
      case .initial: return enter(.healthy, at: time)
      case .unhealthy:
        contrary += 1
        if contrary >= check.healthyThreshold { return enter(.healthy, at: time) }
      }
    case .failure(let text):
      reason = text
      switch state {
      case .unhealthy, .draining, .unused: contrary = 0
      case .initial, .healthy:
        contrary += 1
        if contrary >= check.unhealthyThreshold { return enter(.unhealthy, at: time) }
      }
    case .inconclusive: break
    }
    return false
  }

  private mutating func enter(_ state: TargetHealthState, at time: Double) -> Bool {
    self.state = state
    contrary = 0
    since = time
    return true
  }
}

extension ProbedHealth {
  /// A target that is known to be healthy, from somewhere else than its probes.
  init(healthySince time: Double) {
    self.init(registered: time)
    state = .healthy
  }
}
