import HostState
import RunDirectory

/// Probes the targets of one gateway load balancer from each of its nodes and holds their health.
final class HealthChecker {
  /// The probes of one view: a timer or a probe, never both.
  private struct Schedule {
    var timer: TimerQueue.ID?
    var probe: (any Probe)?
  }

  let namespace: NamespaceName
  private(set) var dataPlane: GatewayLoadBalancerDataPlane
  private(set) var health: [HealthView: ProbedHealth]
  /// Why probes could not be made lately, by zone.
  private(set) var problems: [Int: String] = [:]
  private let loop: EventLoop
  /// Called after a view's state changed.
  private let changed: (HealthView, ProbedHealth) -> Void
  /// Each view that is probed, with what it is probed by.
  private var requests: [HealthView: ProbeRequest] = [:]
  private var schedules: [HealthView: Schedule] = [:]
  private let makeProbe: (ProbeRequest, EventLoop) -> any Probe

  init(
    _ dataPlane: GatewayLoadBalancerDataPlane, in namespace: NamespaceName,
    from health: [HealthView: ProbedHealth], on loop: EventLoop,
    makeProbe: @escaping (ProbeRequest, EventLoop) -> any Probe = { $0.makeProbe(on: $1) },
    changed: @escaping (HealthView, ProbedHealth) -> Void
  ) {
    self.namespace = namespace
    self.dataPlane = dataPlane
    self.health = health
    self.loop = loop
    self.makeProbe = makeProbe
    self.changed = changed
    reschedule()
  }

  /// Takes over another configuration; targets that stay keep their health.
  func update(_ dataPlane: GatewayLoadBalancerDataPlane) {
    guard dataPlane != self.dataPlane else { return }
    self.dataPlane = dataPlane
    reschedule()
  }

  /// Ends all probing.
  func stop() {
    for view in schedules.keys { end(view) }
  }

  private func makeRequests() -> [HealthView: ProbeRequest] {
    var result: [HealthView: ProbeRequest] = [:]
    for node in dataPlane.nodes {
      for target in dataPlane.targets(inScopeOf: node.zone) {
        result[HealthView(zone: node.zone, target: target)] = ProbeRequest(
          namespace: namespace, source: node.address, target: target.address,
          check: dataPlane.healthCheck)
      }
    }
    return result
  }

  /// What is probed as before goes on, its timer or its probe too: edits that follow one another
  /// faster than probes must not keep a dead target in service.
  private func reschedule() {
    let wanted = makeRequests()
    for view in schedules.keys where wanted[view] != requests[view] { end(view) }
    requests = wanted
    health = health.filter { wanted[$0.key] != nil }
    let zones = Set(dataPlane.zones)
    problems = problems.filter { zones.contains($0.key) }
    let now = WallTime.now
    for view in wanted.keys where health[view] == nil {
      health[view] = ProbedHealth(registered: now)
    }
    // Spread over the interval, so that a thousand targets are not one burst; those without a
    // verdict at once.
    for (index, view) in wanted.keys.sorted().enumerated() where schedules[view] == nil {
      let isNew = health[view]?.state == .initial
      let share = Double(index) / Double(wanted.count)
      schedule(view, after: isNew ? 0 : share * dataPlane.healthCheck.interval)
    }
  }

  private func schedule(_ view: HealthView, after delay: Double) {
    let timer = loop.after(delay) { [weak self] in self?.probe(view) }
    schedules[view] = Schedule(timer: timer, probe: nil)
  }

  private func probe(_ view: HealthView) {
    guard let request = requests[view] else { return }
    let started = MonotonicTime.now
    let probe = makeProbe(request, loop)
    schedules[view] = Schedule(timer: nil, probe: probe)
    probe.start { [weak self] result in
      guard let self else { return }
      // The interval counts from start to start, however long the probe took.
      schedule(view, after: max(0, request.check.interval - (.now - started)))
      record(result, of: view)
    }
  }

  private func record(_ result: ProbeResult, of view: HealthView) {
    if case .inconclusive(let reason) = result {
      problems[view.zone] = reason
    } else {
      problems[view.zone] = nil
    }
    guard var health = health[view] else { return }
    let isChanged = health.record(result, by: dataPlane.healthCheck, at: WallTime.now)
    self.health[view] = health
    if isChanged { changed(view, health) }
  }

  private func end(_ view: HealthView) {
    guard let schedule = schedules.removeValue(forKey: view) else { return }
    if let timer = schedule.timer { loop.cancel(timer) }
    schedule.probe?.cancel()
  }
}
