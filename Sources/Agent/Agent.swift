import Glibc
import HostState
import Logging
package import RunDirectory

/// The daemon of one topology: keeps processes running, probes targets, answers for appliances.
///
/// It may die and come back at any time: processes and data planes run on without it.
package final class Agent {
  private let runDirectory: RunDirectory
  private let presence: AgentPresence
  private let lock: AgentLock
  private let loop = EventLoop()
  private let logger: Logger
  private let control: any DataPlaneControl
  private let started = WallTime.now
  private let supervisor: Supervisor
  private let health: HealthSupervisor
  private let autoscaler: Autoscaler
  private let reverter: Reverter
  private let sweeper: FlowSweeper
  private var responders: [NamespaceName: ApplianceResponder] = [:]
  private var configuration: AgentConfiguration
  private var server: ControlServer?
  private var visitors: Listener?
  private var isOrphan = false
  private let metricsSource: MetricsSource
  private var metrics: MetricsServer?
  private var metricsProblem: String?

  /// Seconds between two looks at the agent's own files, and for its processes to end without them.
  private static let vigilance = 1.0
  private static let grace = 5.0
  /// Seconds between two attempts to serve metrics where they cannot be.
  private static let metricsRetry = 5.0

  /// Runs the agent on the calling thread until it is told to stop.
  ///
  /// - Throws: `agentRunning` if another agent has the topology, `agentFailed` if there is no
  ///   configuration.
  package static func run(_ runDirectory: RunDirectory) throws(RunDirectoryError) {
    umask(0o077)
    try runDirectory.create()
    let presence = try AgentPresence(runDirectory)
    guard let lock = try AgentLock(runDirectory, asAgent: true) else {
      throw .agentRunning(pid: AgentLock.holder(runDirectory)?.pid)
    }
    guard let configuration = try runDirectory.readConfiguration() else {
      throw .agentFailed(reason: "there is no \(runDirectory.agentConfiguration)")
    }
    let logger = Logger(label: "agent") { _ in FileLogHandler() }
    let agent = Agent(
      runDirectory, presence, lock, configuration, control: KernelDataPlaneControl(runDirectory),
      logger: logger)
    try agent.serve()
  }

  private init(
    _ runDirectory: RunDirectory, _ presence: consuming AgentPresence, _ lock: consuming AgentLock,
    _ configuration: AgentConfiguration,
    control: any DataPlaneControl, logger: Logger
  ) {
    self.runDirectory = runDirectory
    self.presence = presence
    self.lock = lock
    self.configuration = configuration
    self.control = control
    self.logger = logger
    metricsSource = MetricsSource(configuration, runDirectory)
    supervisor = Supervisor(runDirectory, on: loop, logger: logger)
    health = HealthSupervisor(runDirectory, control: control, on: loop, logger: logger)
    sweeper = FlowSweeper(runDirectory, on: loop, logger: logger)
    autoscaler = Autoscaler(
      runDirectory, meter: KernelLoadMeter(runDirectory), on: loop, logger: logger,
      failedTargets: { [health] in health.failedTargets(of: $0) }
    ) { [loop] in
      OwnCommandProcess("scale", runDirectory, stateDirectory: $0, on: loop)
    }
    reverter = Reverter(runDirectory, logger: logger) { [loop] in
      OwnCommandProcess("revert", runDirectory, stateDirectory: $0, on: loop)
    }
  }

  private func serve() throws(RunDirectoryError) {
    // SIGTERM and SIGINT leave everything running; only the `stop` request ends processes.
    let signals = try SignalWatch([SIGTERM, SIGINT, SIGHUP], on: loop) { [self] number in
      logger.notice("received signal \(number)")
      if number == SIGHUP {
        if let reason = reload() { logger.error("\(reason)") }
      } else {
        loop.stop()
      }
    }
    logger.notice("the agent of \(runDirectory.topology) starts, pid \(getpid())")
    // First, so that an agent that cannot be reached starts nothing.
    server = try ControlServer(at: runDirectory.agentSocket, on: loop, logger: logger) {
      [self] request, answer in respond(to: request, answer)
    }
    keepPresence()
    supervisor.start(configuration)
    followDataPlanes()
    keepServingMetrics()
    trimLog()
    watchFiles()
    loop.run()
    server?.close()
    metrics?.stop()
    withExtendedLifetime(signals) {}
    if isOrphan { try runDirectory.endProcesses(grace: Self.grace, supervisor.records) }
    logger.notice("the agent ends")
  }

  /// Who connects to the name learns our pid by that alone.
  private func keepPresence() {
    guard let name = presence.descriptor else {
      return logger.warning("another user has the agent's name")
    }
    // A listener closes its descriptor, and the name is ours until we are gone.
    let descriptor = fcntl(name, F_DUPFD_CLOEXEC, 0)
    if descriptor >= 0 { visitors = Listener(descriptor, on: loop) { close($0) } }
  }

  private func watchFiles() {
    guard hasFiles() else { return }
    reverter.look(configuration)
    loop.after(Self.vigilance) { [self] in watchFiles() }
  }

  /// Whether the lock and the socket are where clients look for them.
  ///
  /// If not, another agent could take the topology over: this one ends with its processes.
  private func hasFiles() -> Bool {
    if lock.isInPlace(runDirectory), server?.isInPlace != false { return true }
    logger.error("somebody removed or replaced the agent's files: it ends with its processes")
    isOrphan = true
    loop.stop()
    return false
  }

  private func respond(to request: AgentRequest, _ answer: @escaping (AgentResponse) -> Void) {
    guard hasFiles() else { return answer(.refused(reason: "somebody removed its files")) }
    switch request.request {
    case .ping: answer(.ready)
    case .status: answer(.status(status))
    case .reload:
      if let reason = reload() { return answer(.refused(reason: reason)) }
      supervisor.whenSettled { answer(.reloaded(failures: $0)) }
    case .metrics: answer(serveMetrics().map { .refused(reason: $0) } ?? .ready)
    case .stop: stop(answer)
    }
  }

  /// Takes over the configuration that was written last; a reason if that is impossible.
  private func reload() -> String? {
    do {
      guard let new = try runDirectory.readConfiguration() else {
        return "there is no \(runDirectory.agentConfiguration)"
      }
      configuration = new
    } catch {
      return "\(error)"
    }
    logger.info("reloads the configuration")
    supervisor.update(configuration)
    followDataPlanes()
    return nil
  }

  /// Serves metrics where the run directory says; a reason if that is impossible.
  private func serveMetrics() -> String? {
    metricsProblem = nil
    do {
      let address = try runDirectory.readMetricsAddress()
      guard address != metrics?.address else { return nil }
      metrics?.stop()
      metrics = nil
      guard let address else { return nil }
      metrics = try MetricsServer(at: address) { [metricsSource] in try metricsSource.text() }
      logger.notice("serves metrics at \(address)")
    } catch {
      metricsProblem = "\(error)"
    }
    return metricsProblem
  }

  /// What cannot be served now, such as on an address that the host has not yet, may be later.
  private func keepServingMetrics() {
    if metrics == nil {
      let known = metricsProblem
      if let problem = serveMetrics(), problem != known { logger.error("\(problem)") }
    }
    loop.after(Self.metricsRetry) { [self] in keepServingMetrics() }
  }

  private func stop(_ answer: @escaping (AgentResponse) -> Void) {
    logger.notice("stops every process")
    configuration = AgentConfiguration(topology: runDirectory.topology)
    supervisor.update(configuration)
    followDataPlanes()
    supervisor.whenSettled { [self] failures in
      answer(.stopped(failures: failures))
      guard failures.isEmpty else { return }
      stopWhenAnswered()
    }
  }

  private func stopWhenAnswered() {
    guard server?.isIdle == false else { return loop.stop() }
    loop.after(0.01) { [self] in stopWhenAnswered() }
  }

  private func followDataPlanes() {
    metricsSource.update(configuration)
    health.update(configuration)
    autoscaler.update(configuration)
    sweeper.update(configuration)
    for (name, responder) in responders
    where configuration.namespaces[name]?.dataPlane != responder.dataPlane {
      responder.stop()
      responders[name] = nil
    }
    for (name, namespace) in configuration.namespaces where responders[name] == nil {
      guard let dataPlane = namespace.dataPlane else { continue }
      responders[name] = ApplianceResponder(
        dataPlane, in: name, control: control, on: loop, logger: logger)
    }
  }

  private var status: AgentStatus {
    let resource = { [configuration] (name: NamespaceName) in
      configuration.namespaces[name]?.resource ?? name.rawValue
    }
    return AgentStatus(
      pid: getpid(), started: started, processes: supervisor.statuses(resource),
      targets: health.statuses(resource), scaling: autoscaler.statuses,
      metrics: metrics?.address,
      problems: health.problems + autoscaler.problems
        + responders.values.compactMap(\.problem).sorted()
        + [metricsProblem].compactMap { $0 })
  }

  private func trimLog() {
    do {
      try BoundedLog.trim(runDirectory.agentLog)
    } catch {
      logger.error("cannot bound the log: \(error)")
    }
    loop.after(60) { [self] in trimLog() }
  }
}
