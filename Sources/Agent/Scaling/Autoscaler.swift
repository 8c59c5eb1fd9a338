import HostState
import IPAddressing
import Logging
import RunDirectory

/// Sizes appliance groups by their load: measures, decides, writes the decision down, and has it
/// carried out.
///
/// Who dies on the way leaves a decision that is pending: the next agent, and every `apply`, go by
/// it.
final class Autoscaler {
  /// Seconds.
  private static let longestPeriod = 15.0
  private static let shortestPeriod = 0.25
  private static let pauseAfterCollision = 1.0
  private static let pauseAfterRefusal = 10.0
  private static let longestPause = 300.0
  /// The share of a processor's time that measuring may take.
  private static let effort = 0.05

  private let runDirectory: RunDirectory
  private let loop: EventLoop
  private let meter: any LoadMeter
  /// Of one gateway load balancer, as its nodes see them.
  private let failedTargets: (NamespaceName) -> Set<IPAddress>
  private let makeRun: (String) -> any OwnCommand
  private let logger: Logger
  private var stateDirectory: String?
  private var groups: [String: ScaledGroup] = [:]
  private var capacities: [String: GroupCapacity] = [:]
  private var timer: TimerQueue.ID?
  private var isMeasuring = false
  private var run: (any OwnCommand)?
  private var lastOutcome = OwnCommandOutcome.done
  private var pause = 0.0
  private var pausedUntil: MonotonicTime?
  private var failure: String?
  private var measuring: String?

  init(
    _ runDirectory: RunDirectory, meter: any LoadMeter, on loop: EventLoop, logger: Logger,
    failedTargets: @escaping (NamespaceName) -> Set<IPAddress>,
    makeRun: @escaping (_ stateDirectory: String) -> any OwnCommand
  ) {
    self.runDirectory = runDirectory
    self.meter = meter
    self.loop = loop
    self.logger = logger
    self.failedTargets = failedTargets
    self.makeRun = makeRun
    do {
      capacities = try runDirectory.readCapacities()
    } catch {
      failure = "what scaling has decided before is lost: \(error)"
    }
  }

  /// Follows another configuration.
  func update(_ configuration: AgentConfiguration) {
    stateDirectory = configuration.stateDirectory
    var wanted = configuration.scaledGroups
    for (name, group) in wanted {
      if let known = groups[name] {
        wanted[name]?.tracking = known.tracking
        wanted[name]?.value = known.value
        if known.targets == group.targets { wanted[name]?.last = known.last }
      } else if let since = capacities[name]?.since {
        let age = max(0, WallTime.now - since)
        wanted[name]?.tracking = TargetTracking(lastChange: .now + -age)
      }
    }
    groups = wanted
    // Only by an edit: a topology that is not yet applied again, as after a reboot, has none.
    var valid: [String: GroupCapacity] = [:]
    for (name, capacity) in capacities {
      guard let group = groups[name], group.policy.desired == capacity.desired else { continue }
      valid[name] = standing(capacity, of: group)
    }
    if valid != capacities, !groups.isEmpty || stateDirectory != nil { save(valid) }
    schedule(after: 0)
  }

  /// What is left of a decision by the group as somebody's `apply` has made it: its limits may be
  /// others, and who was drained may be gone, and is not made again.
  private func standing(_ capacity: GroupCapacity, of group: ScaledGroup) -> GroupCapacity {
    var standing = capacity
    standing.inService = group.policy.clamped(capacity.inService)
    standing.members = max(min(capacity.members, group.members), standing.inService)
    let isThere = standing.members == group.members && standing.inService == group.inService
    if standing != capacity, isThere { standing.isPending = false }
    return standing
  }

  /// What each group is at, in order.
  var statuses: [AgentStatus.Scaling] {
    groups.sorted { $0.key < $1.key }.map { name, group in
      AgentStatus.Scaling(
        group: name, metric: group.policy.metric, target: group.policy.target,
        value: group.value, inService: group.inService, draining: group.members - group.inService,
        minimum: group.policy.minimum, maximum: group.policy.maximum,
        wanted: capacities[name]?.inService ?? group.policy.desired,
        since: capacities[name]?.since)
    }
  }

  /// What keeps groups from having the size that they should.
  var problems: [String] { [failure, measuring].compactMap { $0.map { "scaling: \($0)" } } }

  private func schedule(after seconds: Double) {
    if let timer { loop.cancel(timer) }
    timer = nil
    guard !groups.isEmpty, stateDirectory != nil else { return }
    timer = loop.after(seconds) { [weak self] in self?.turn() }
  }

  private var period: Double {
    let least = groups.values.map(\.policy.cooldown).min() ?? 0
    return min(Self.longestPeriod, max(Self.shortestPeriod, least / 4))
  }

  /// What is pending comes first: nothing is decided meanwhile.
  private func turn() {
    guard !isMeasuring, run == nil else { return }
    if let pausedUntil, .now < pausedUntil { return schedule(after: pausedUntil - .now) }
    if isBehind { return carryOut() }
    measure()
  }

  private var isBehind: Bool {
    groups.contains { name, group in
      guard let capacity = capacities[name] else { return false }
      return capacity.isPending || capacity.members != group.members
        || capacity.inService != group.inService
    }
  }

  private func measure() {
    let wanted = groups.values.flatMap { group in
      group.namespaces.map { ($0, group.countsFlows) }
    }
    let start = MonotonicTime.now
    isMeasuring = true
    let code = BackgroundJob.start(on: loop) { [meter] in
      Result<[NamespaceName: [IPAddress: TargetLoad]], any Error> {
        var loads: [NamespaceName: [IPAddress: TargetLoad]] = [:]
        for (namespace, countsFlows) in wanted {
          loads[namespace] = try meter.measure(namespace, countingFlows: countsFlows)
        }
        return loads
      }.mapError { Failure(description: "\($0)") }
    } completion: { [weak self] result in
      guard let self else { return }
      let now = MonotonicTime.now
      isMeasuring = false
      switch result {
      case .success(let loads):
        measuring = nil
        decide(loads, at: now)
      case .failure(let error): measuring = error.description
      }
      schedule(after: isBehind ? 0 : max(period, (now - start) / Self.effort))
    }
    if code != 0 {
      isMeasuring = false
      measuring = "no thread to measure the load with: errno \(code)"
      schedule(after: period)
    }
  }

  private struct Failure: Error {
    let description: String
  }

  private func decide(
    _ loads: [NamespaceName: [IPAddress: TargetLoad]], at now: MonotonicTime
  ) {
    guard !isBehind else { return }
    var decided = capacities
    for (name, group) in groups.sorted(by: { $0.key < $1.key }) {
      let mine = group.namespaces.reduce(into: [IPAddress: TargetLoad]()) { sum, namespace in
        sum.merge(loads[namespace] ?? [:]) { $0 + $1 }
      }
      if let capacity = decide(name, mine, at: now) { decided[name] = capacity }
    }
    if decided != capacities { save(decided) }
  }

  /// What a group is to become; nil to leave it as it is.
  private func decide(
    _ name: String, _ loads: [IPAddress: TargetLoad], at now: MonotonicTime
  ) -> GroupCapacity? {
    guard var group = groups[name] else { return nil }
    defer { groups[name] = group }
    let (policy, inService) = (group.policy, group.inService)
    var capacity =
      capacities[name]
      ?? GroupCapacity(
        desired: policy.desired, members: group.members, inService: inService,
        since: WallTime.now, isPending: false)
    let members = group.membersLeft(loads)
    let serving = group.serving(failed: group.namespaces.map(failedTargets))
    let servingCount = serving.count { $0 }
    // Where all are dead, nobody knows how many more would live.
    if let load = group.load(loads, at: now), servingCount > 0 {
      group.value = load / Double(servingCount)
      capacity.inService = group.tracking.size(for: load, of: serving, by: policy, at: now)
    }
    capacity.inService = policy.clamped(capacity.inService)
    capacity.members = max(
      capacity.inService, group.deregistrationDelay > 0 ? members : capacity.inService)
    let isResized = capacity.inService != inService
    guard isResized || capacity.members != group.members else { return nil }
    if isResized {
      let value = group.value.map { "\(Int($0))" } ?? "-"
      logger.notice(
        "\(name) is to have \(capacity.inService) appliances in service, not \(inService)",
        metadata: ["\(policy.metric.rawValue)": "\(value)", "target": "\(policy.target)"])
      capacity.since = WallTime.now
    } else {
      logger.notice("\(name) has drained \(group.members - capacity.members) of its appliances")
    }
    capacity.isPending = true
    return capacity
  }

  /// A decision that is not written down is none.
  @discardableResult
  private func save(_ decided: [String: GroupCapacity]) -> Bool {
    do throws(RunDirectoryError) {
      try runDirectory.write(decided)
      capacities = decided
      return true
    } catch {
      failure = "a decision cannot be kept: \(error)"
      return false
    }
  }

  private func carryOut() {
    guard let stateDirectory else { return }
    let intended = capacities
    let run = makeRun(stateDirectory)
    self.run = run
    run.start { [weak self] outcome in
      guard let self else { return }
      self.run = nil
      pausedUntil = nil
      settle(outcome, intended)
      schedule(after: outcome == .done ? period : pause)
    }
  }

  private func settle(_ outcome: OwnCommandOutcome, _ intended: [String: GroupCapacity]) {
    // Not each time that somebody's long change is waited for.
    if outcome != .done, outcome != lastOutcome { logger.warning("scaling: \(outcome)") }
    lastOutcome = outcome
    switch outcome {
    case .done:
      (failure, pause) = (nil, 0)
      var settled = capacities
      for (name, capacity) in capacities where capacity == intended[name] {
        settled[name]?.isPending = false
      }
      if settled != capacities, !save(settled) { wait(Self.pauseAfterRefusal) }
      return
    case .postponed: return wait(Self.pauseAfterCollision)
    case .refused(let reason):
      failure = reason
      // As it is: nobody else is to be kept from applying what is impossible.
      var reverted = capacities
      for (name, capacity) in intended {
        guard capacity == capacities[name], let group = groups[name] else { continue }
        reverted[name]?.members = group.members
        reverted[name]?.inService = group.inService
        reverted[name]?.isPending = false
      }
      save(reverted)
      wait(max(Self.pauseAfterRefusal, min(pause * 2, Self.longestPause)))
    case .cutOff(let reason):
      failure = reason
      wait(max(Self.pauseAfterCollision, min(pause * 2, Self.longestPause)))
    }
  }

  private func wait(_ seconds: Double) {
    pause = seconds
    pausedUntil = .now + seconds
  }
}
