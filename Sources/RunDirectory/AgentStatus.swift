package import HostState
package import IPAddressing

/// What an agent answers to `status`.
///
/// Times are seconds since 1970.
package struct AgentStatus: Hashable, Sendable, Codable {
  package struct Process: Hashable, Sendable, Codable {
    package enum State: String, Hashable, Sendable, Codable {
      case running
      /// It ended, and starts again after a pause.
      case waiting
      case stopping
    }

    package var process: ProcessName
    /// The resource of its namespace.
    package var resource: String
    package var state: State
    package var pid: Int32?
    package var restarts: Int
    package var lastExit: ProcessExit?
    /// Why the last start failed; nil after one that succeeded.
    package var failure: String?
    /// When it was started; nil if it does not run.
    package var started: Double?

    package init(
      process: ProcessName, resource: String, state: State, pid: Int32?, restarts: Int,
      lastExit: ProcessExit?, failure: String?, started: Double?
    ) {
      self.process = process
      self.resource = resource
      self.state = state
      self.pid = pid
      self.restarts = restarts
      self.lastExit = lastExit
      self.failure = failure
      self.started = started
    }
  }

  /// A target's health as one zone's node sees it; AWS decides health a zone.
  package struct Target: Hashable, Sendable, Codable {
    /// The gateway load balancer and its namespace.
    package var gatewayLoadBalancer: String
    package var namespace: NamespaceName
    package var zone: Int
    package var target: String
    package var address: IPAddress
    package var health: TargetHealthState
    /// Why it is not healthy, for people; AWS's reason code says which kind.
    package var reason: String?
    package var since: Double

    package init(
      gatewayLoadBalancer: String, namespace: NamespaceName, zone: Int, target: String,
      address: IPAddress, health: TargetHealthState, reason: String?, since: Double
    ) {
      self.gatewayLoadBalancer = gatewayLoadBalancer
      self.namespace = namespace
      self.zone = zone
      self.target = target
      self.address = address
      self.health = health
      self.reason = reason
      self.since = since
    }
  }

  /// An appliance group that is sized by its load.
  package struct Scaling: Hashable, Sendable, Codable {
    /// The group's resource.
    package var group: String
    package var metric: GatewayLoadBalancerDataPlane.Scaling.Metric
    /// Per appliance.
    package var target: Int
    /// Per appliance in service, lately; nil until it is known.
    package var value: Double?
    package var inService: Int
    package var draining: Int
    package var minimum: Int
    package var maximum: Int
    /// How many are to be in service.
    package var wanted: Int
    /// When that was decided; nil where the topology says it.
    package var since: Double?

    package init(
      group: String, metric: GatewayLoadBalancerDataPlane.Scaling.Metric, target: Int,
      value: Double?, inService: Int, draining: Int, minimum: Int, maximum: Int, wanted: Int,
      since: Double?
    ) {
      self.group = group
      self.metric = metric
      self.target = target
      self.value = value
      self.inService = inService
      self.draining = draining
      self.minimum = minimum
      self.maximum = maximum
      self.wanted = wanted
      self.since = since
    }
  }

  package var pid: Int32
  package var started: Double
  package var processes: [Process]
  package var targets: [Target]
  /// Nil of an agent of an earlier version, which scaled nothing.
  package var scaling: [Scaling]?
  /// Where metrics are served; nil if they are not.
  package var metrics: MetricsAddress?
  /// What the agent could not do, such as write health to a data plane that is gone.
  package var problems: [String]

  package init(
    pid: Int32, started: Double, processes: [Process], targets: [Target],
    scaling: [Scaling]? = nil,
    metrics: MetricsAddress? = nil, problems: [String]
  ) {
    self.pid = pid
    self.started = started
    self.processes = processes
    self.targets = targets
    self.scaling = scaling
    self.metrics = metrics
    self.problems = problems
  }
}
