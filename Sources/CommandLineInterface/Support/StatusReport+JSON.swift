import DataPlane
import Diagnostics
import HostState
import IPAddressing
import RunDirectory

extension StatusReport {
  /// The document that `status --format json` prints, `format_version` 1.0; times are seconds since
  /// 1970.
  var json: JSONValue {
    [
      "format_version": "1.0", "tool_version": .string(ToolVersion.current),
      "topology": .string(topology), "agent": agent.json,
      "processes": .array(processes.map(Self.json)),
      "targets": .array(targets.map(Self.json)),
      "scaling": .array(scaling.map(Self.json)),
      "gateway_load_balancers": .array(
        gatewayLoadBalancers.map { balancer in
          [
            "resource": .string(balancer.resource), "flows": .integer(balancer.flows),
            "endpoints": .array(balancer.endpoints.map(\.json)),
            "targets": .array(balancer.targets.map(\.json)),
          ]
        }),
      "appliances": .array(appliances.map(\.json)),
      "drops": .array(
        drops.map { drop in
          [
            "resource": .string(drop.resource), "reason": .string(drop.refusal.words),
            "packets": .count(drop.refusal.packets),
          ]
        }),
      "metrics": metrics.map { .string($0.url) } ?? .null,
      "problems": .array(problems.map { .string($0) }),
      "drift": drift.map { .array($0.map { .string($0) }) } ?? .null,
    ]
  }

  private static func json(_ process: AgentStatus.Process) -> JSONValue {
    [
      "resource": .string(process.resource),
      "namespace": .string(process.process.namespace.rawValue),
      "name": .string(process.process.name), "state": .string(process.state.rawValue),
      "pid": process.pid.map { .integer(Int($0)) } ?? .null,
      "started": process.started.map(JSONValue.seconds) ?? .null,
      "restarts": .integer(process.restarts),
      "last_exit": process.lastExit.map { .string("\($0)") } ?? .null,
      "failure": process.failure.map(JSONValue.string) ?? .null,
    ]
  }

  private static func json(_ scaling: AgentStatus.Scaling) -> JSONValue {
    [
      "group": .string(scaling.group), "metric": .string(scaling.metric.rawValue),
      "target": .integer(scaling.target),
      "value": scaling.value.map { .integer(Int($0)) } ?? .null,
      "in_service": .integer(scaling.inService), "draining": .integer(scaling.draining),
      "minimum": .integer(scaling.minimum), "maximum": .integer(scaling.maximum),
      "wanted": .integer(scaling.wanted), "since": scaling.since.map(JSONValue.seconds) ?? .null,
    ]
  }

  private static func json(_ target: Target) -> JSONValue {
    let health = target.health
    return [
      "gateway_load_balancer": .string(health.gatewayLoadBalancer),
      "resource": .string(health.target), "address": .string("\(health.address)"),
      "zone": .string(target.zone), "health": .string(health.health.rawValue),
      "reason": health.reason.map(JSONValue.string) ?? .null,
      "since": health.since > 0 ? .seconds(health.since) : .null,
    ]
  }
}

extension StatusReport.Agent {
  fileprivate var json: JSONValue {
    switch self {
    case .up(let pid, let started):
      ["state": "up", "pid": .integer(Int(pid)), "started": .seconds(started)]
    case .down(let pid, let reason):
      [
        "state": "down", "pid": pid.map { .integer(Int($0)) } ?? .null, "reason": .string(reason),
      ]
    }
  }
}

extension StatusReport.Traffic {
  fileprivate var json: JSONValue {
    [
      "resource": .string(resource),
      "to_target": [
        "packets": .count(counters.toTarget.packets), "bytes": .count(counters.toTarget.bytes),
      ],
      "from_target": [
        "packets": .count(counters.fromTarget.packets), "bytes": .count(counters.fromTarget.bytes),
      ],
      "flows": flows.map { .integer($0) } ?? .null, "new_flows": .count(counters.newFlows),
    ]
  }
}

extension JSONValue {
  fileprivate static func count(_ value: UInt64) -> JSONValue {
    .integer(Int(clamping: value))
  }

  fileprivate static func seconds(_ time: Double) -> JSONValue { .integer(Int(time)) }
}
