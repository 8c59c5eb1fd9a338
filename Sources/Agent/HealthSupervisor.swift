import HostState
import IPAddressing
import Logging
import RunDirectory

/// The health of every gateway load balancer's targets: probed, kept for the next agent, published
/// to the data planes.
final class HealthSupervisor {
  /// Seconds until a publication that failed is tried again.
  private static let retryInterval = 1.0

  private let runDirectory: RunDirectory
  private let loop: EventLoop
  private let control: any DataPlaneControl
  private let logger: Logger
  private var archive: HealthArchive
  private var checkers: [NamespaceName: HealthChecker] = [:]
  private var unpublished: [NamespaceName: String] = [:]
  private var retry: TimerQueue.ID?

  /// Starts from the health that the last agent left.
  init(
    _ runDirectory: RunDirectory, control: any DataPlaneControl, on loop: EventLoop, logger: Logger
  ) {
    self.runDirectory = runDirectory
    self.control = control
    self.loop = loop
    self.logger = logger
    do {
      archive = try HealthArchive.read(runDirectory)
    } catch {
      logger.error("starting without the last agent's health: \(error)")
      archive = HealthArchive()
    }
  }

  /// Makes the checks follow another configuration.
  func update(_ configuration: AgentConfiguration) {
    var wanted: [NamespaceName: GatewayLoadBalancerDataPlane] = [:]
    for (name, namespace) in configuration.namespaces {
      if case .gatewayLoadBalancer(let dataPlane)? = namespace.dataPlane {
        wanted[name] = dataPlane
      }
    }
    for (name, checker) in checkers where wanted[name] == nil {
      checker.stop()
      checkers[name] = nil
      unpublished[name] = nil
    }
    for (name, dataPlane) in wanted {
      if let checker = checkers[name] {
        checker.update(dataPlane)
      } else {
        checkers[name] = makeChecker(dataPlane, in: name)
      }
      publish(name)
    }
    archive.keepOnly(Set(wanted.keys))
    save()
  }

  /// Every target as every node sees it, in order.
  func statuses(_ resource: (NamespaceName) -> String) -> [AgentStatus.Target] {
    checkers.sorted { $0.key < $1.key }.flatMap { name, checker in
      checker.statuses(gatewayLoadBalancer: resource(name))
    }
  }

  /// The targets of a gateway load balancer that every node that probes them holds for unhealthy.
  func failedTargets(of name: NamespaceName) -> Set<IPAddress> {
    checkers[name]?.failedTargets ?? []
  }

  /// What keeps health from being known or published.
  var problems: [String] {
    let probing = checkers.values.flatMap { checker in
      checker.problems.map { "\(checker.namespace), zone \($0.key): \($0.value)" }
    }
    let publishing = unpublished.map { "\($0.key): health is not published: \($0.value)" }
    return (probing + publishing).sorted()
  }

  private func makeChecker(
    _ dataPlane: GatewayLoadBalancerDataPlane, in name: NamespaceName
  ) -> HealthChecker {
    var health = archive[name]
    if health.isEmpty { health = healthInKernel(dataPlane, in: name) }
    return HealthChecker(dataPlane, in: name, from: health, on: loop) { [weak self] view, health in
      guard let self else { return }
      logger.notice(
        "\(view.target) is \(health.state.rawValue)",
        metadata: [
          "namespace": "\(name)", "zone": "\(view.zone)", "reason": "\(health.reason ?? "-")",
        ])
      publish(name)
      save()
    }
  }

  /// What the maps hold stands in for an archive that was lost: no flow moves because of it.
  private func healthInKernel(
    _ dataPlane: GatewayLoadBalancerDataPlane, in name: NamespaceName
  ) -> [HealthView: ProbedHealth] {
    guard let healthy = try? control.healthyTargets(in: name) else { return [:] }
    var result: [HealthView: ProbedHealth] = [:]
    for zone in dataPlane.zones {
      for target in dataPlane.targets(inScopeOf: zone) where healthy.contains(target.address) {
        result[HealthView(zone: zone, target: target)] = ProbedHealth(healthySince: WallTime.now)
      }
    }
    return result
  }

  private func publish(_ name: NamespaceName) {
    guard let checker = checkers[name] else { return }
    do {
      try control.publish(healthy: checker.healthyTargets, in: name)
      unpublished[name] = nil
    } catch {
      if unpublished[name] == nil { logger.error("cannot publish health of \(name): \(error)") }
      unpublished[name] = "\(error)"
      scheduleRetry()
    }
  }

  private func scheduleRetry() {
    guard retry == nil else { return }
    retry = loop.after(Self.retryInterval) { [weak self] in
      guard let self else { return }
      retry = nil
      for name in unpublished.keys.sorted() { publish(name) }
    }
  }

  private func save() {
    for (name, checker) in checkers { archive[name] = checker.health }
    do {
      try archive.write(runDirectory)
    } catch {
      logger.error("cannot keep the targets' health: \(error)")
    }
  }
}
