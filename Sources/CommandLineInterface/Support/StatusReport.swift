import DataPlane
import RunDirectory

/// What an applied topology is doing, as values: the agent's word and the kernel's counters.
struct StatusReport {
  enum Agent {
    case up(pid: Int32, started: Double)
    /// With the pid of one that runs and does not answer.
    case down(pid: Int32?, reason: String)
  }

  /// What one endpoint or appliance of a gateway load balancer has carried.
  struct Traffic {
    var resource: String
    /// Those that have not idled out; nil where nobody tells flows apart.
    var flows: Int?
    var counters: Counters
  }

  /// A target's health as the node of one zone sees it.
  struct Target {
    /// The zone's name; its number where no node tells.
    var zone: String
    var health: AgentStatus.Target
  }

  struct GatewayLoadBalancer {
    var resource: String
    /// Flows that have not idled out.
    var flows: Int
    var endpoints: [Traffic]
    var targets: [Traffic]
  }

  struct Drop {
    var resource: String
    var refusal: Refusal
  }

  var topology: String
  var agent: Agent
  var processes: [AgentStatus.Process]
  /// By the agent, or by the kernel's maps when it is down: then without reason and time.
  var targets: [Target]
  /// Groups that are sized by their load; none while the agent is down, which sizes them.
  var scaling: [AgentStatus.Scaling] = []
  var gatewayLoadBalancers: [GatewayLoadBalancer]
  /// The built-in firewalls' own counters.
  var appliances: [Traffic]
  var drops: [Drop]
  /// When the counters were read.
  var time: MonotonicTime
  /// Where the agent serves metrics, if it does.
  var metrics: MetricsAddress?
  var problems: [String]
  /// What on the host is not as the last apply left it, as `NAMESPACE: OBJECT`; nil where nobody looked.
  var drift: [String]?
}
