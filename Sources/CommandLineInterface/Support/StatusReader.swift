import DataPlane
import Glibc
import HostState
import RunDirectory

/// Reads a topology's status: from the agent, and from the pinned maps, which need no agent.
struct StatusReader {
  /// Seconds in which a change that nobody confirmed is taken back.
  private static let patienceWithReverting = 10

  private let topology: AppliedTopology
  private var runDirectory: RunDirectory { topology.runDirectory }
  private var dataPlane: DataPlane { topology.dataPlane }

  init(_ topology: AppliedTopology) { self.topology = topology }

  func read() throws -> StatusReport {
    var report = StatusReport(
      topology: runDirectory.topology, agent: .down(pid: nil, reason: ""), processes: [],
      targets: [],
      gatewayLoadBalancers: [], appliances: [], drops: [], time: .now, problems: [])
    let configuration = readConfiguration(&report)
    readAgent(&report, configuration)
    if let deadline = (try? runDirectory.readDeadline()) ?? nil,
      time(nil) > deadline + Self.patienceWithReverting
    {
      report.problems.append(
        "what was to be confirmed until \(StateView.time(deadline)) is neither confirmed nor taken back"
      )
    }
    try readDataPlanes(&report, configuration)
    return report
  }

  private func readConfiguration(_ report: inout StatusReport) -> AgentConfiguration {
    let none = AgentConfiguration(topology: runDirectory.topology)
    do throws(RunDirectoryError) {
      return try runDirectory.readConfiguration() ?? none
    } catch {
      report.problems.append("\(error)")
      return none
    }
  }

  private func readAgent(_ report: inout StatusReport, _ configuration: AgentConfiguration) {
    do throws(RunDirectoryError) {
      if let holder = AgentPresence.holder(runDirectory), holder.isStopped {
        // Nobody needs to wait for its answer.
        throw .agentDown(reason: "pid \(holder.pid) is stopped")
      }
      let status = try AgentClient(runDirectory).status()
      report.agent = .up(pid: status.pid, started: status.started)
      report.processes = status.processes
      report.targets = status.targets.map { target($0, configuration) }
      report.scaling = status.scaling ?? []
      report.metrics = status.metrics
      report.problems += status.problems
    } catch {
      let holder = AgentPresence.holder(runDirectory)
      report.agent = .down(
        pid: holder?.pid, reason: holder?.isStopped == true ? "it is stopped" : "\(error)")
      report.processes = recordedProcesses(configuration)
    }
  }

  /// What records say of the processes while no agent does.
  private func recordedProcesses(_ configuration: AgentConfiguration) -> [AgentStatus.Process] {
    let records = runDirectory.readRecords()
    let names = Set(records.keys).union(configuration.processes.keys)
    return names.sorted().map { name in
      let record = records[name]
      let isRunning = record?.isRunning == true
      return AgentStatus.Process(
        process: name, resource: resource(of: name.namespace, configuration),
        state: isRunning ? .running : .waiting, pid: isRunning ? record?.identity?.pid : nil,
        restarts: record?.restarts ?? 0, lastExit: record?.lastExit, failure: nil,
        started: isRunning ? record?.started : nil)
    }
  }

  private func readDataPlanes(
    _ report: inout StatusReport, _ configuration: AgentConfiguration
  ) throws {
    let hasTargets = !report.targets.isEmpty
    report.time = .now
    do throws(DataPlaneError) {
      guard dataPlane.fileSystem.isMounted else { return }
      for namespace in try dataPlane.namespaces().sorted() {
        let name = resource(of: namespace, configuration)
        if let counters = try dataPlane.applianceCounters(namespace) {
          report.appliances.append(.init(resource: name, counters: counters))
        }
        let known = configuration.namespaces[namespace]?.dataPlane
        let balancer: GatewayLoadBalancerDataPlane? =
          if case .gatewayLoadBalancer(let balancer)? = known { balancer } else { nil }
        if let read = try readGatewayLoadBalancer(namespace, name, balancer) {
          report.gatewayLoadBalancers.append(read)
        }
        if !hasTargets, let balancer {
          report.targets += try targetsInKernel(namespace, name, balancer)
            .map { target($0, configuration) }
        }
      }
      let refusing = Set(try dataPlane.namespaces()).union(configuration.refusing)
      for (namespace, refusals) in try dataPlane.refusals(of: refusing.sorted()) {
        let name = resource(of: namespace, configuration)
        report.drops += refusals.map { .init(resource: name, refusal: $0) }
      }
    } catch {
      throw CommandFailure(.unavailable, "the data plane cannot be read: \(error)")
    }
    // Those of a resource are in an order of their own.
    report.drops = Dictionary(grouping: report.drops, by: \.resource)
      .sorted { $0.key < $1.key }.flatMap(\.value)
  }

  private func readGatewayLoadBalancer(
    _ namespace: NamespaceName, _ name: String, _ known: GatewayLoadBalancerDataPlane?
  ) throws(DataPlaneError) -> StatusReport.GatewayLoadBalancer? {
    guard let counters = try GatewayLoadBalancerCounters(dataPlane, namespace),
      let flows = try FlowTable(dataPlane, namespace)
    else { return nil }
    let live = try flows.counts()
    let endpoints = counters.endpoints.map { slot, counters in
      let endpoint = known?.endpoints.first { $0.slot == slot }
      return StatusReport.Traffic(
        resource: endpoint?.resource ?? "endpoint \(slot)",
        flows: endpoint.map { live.byEndpoint[$0.id] ?? 0 }, counters: counters)
    }.sorted { $0.resource < $1.resource }
    let targets = counters.targets.map { slot, counters in
      let target = known?.targets.first { $0.slot == slot }
      let key = target.map { FlowTable.Target(slot: $0.slot, address: $0.address) }
      return StatusReport.Traffic(
        resource: target?.resource ?? "target \(slot)",
        flows: key.map { live.byTarget[$0] ?? 0 }, counters: counters)
    }.sorted { $0.resource < $1.resource }
    return StatusReport.GatewayLoadBalancer(
      resource: name, flows: live.all, endpoints: endpoints, targets: targets)
  }

  /// The verdicts that an agent left in the maps before it went away.
  private func targetsInKernel(
    _ namespace: NamespaceName, _ name: String, _ known: GatewayLoadBalancerDataPlane
  ) throws(DataPlaneError) -> [AgentStatus.Target] {
    guard let healthy = try TargetHealth(dataPlane, namespace)?.healthyTargets else { return [] }
    return known.targets.sorted { $0.slot < $1.slot }.map { target in
      AgentStatus.Target(
        gatewayLoadBalancer: name, namespace: namespace, zone: target.zone,
        target: target.resource, address: target.address,
        health: healthy.contains(target.address) ? .healthy : .unhealthy,
        reason: "as an agent left it: nobody checks it now", since: 0)
    }
  }

  private func target(
    _ health: AgentStatus.Target, _ configuration: AgentConfiguration
  ) -> StatusReport.Target {
    var zone = "\(health.zone)"
    if case .gatewayLoadBalancer(let balancer)? =
      configuration.namespaces[health.namespace]?.dataPlane,
      let node = balancer.nodes.first(where: { $0.zone == health.zone }), !node.zoneName.isEmpty
    {
      zone = node.zoneName
    }
    return StatusReport.Target(zone: zone, health: health)
  }

  private func resource(
    of namespace: NamespaceName, _ configuration: AgentConfiguration
  ) -> String {
    configuration.namespaces[namespace]?.resource ?? namespace.rawValue
  }
}
