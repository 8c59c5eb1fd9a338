import Diagnostics
import FoundationEssentials

/// Prints the topologies of a host.
struct ListView {
  let console: Console

  func show(_ topologies: [ListedTopology], format: OutputFormat) {
    switch format {
    case .json: console.write(json(topologies).prettyText)
    case .text:
      console.write(topologies.isEmpty ? "No topology is on this host.\n" : text(topologies))
    }
  }

  /// The document that `list --format json` prints, `format_version` 1.0; times are seconds since
  /// 1970.
  private func json(_ topologies: [ListedTopology]) -> JSONValue {
    [
      "format_version": "1.0", "tool_version": .string(ToolVersion.current),
      "topologies": .array(
        topologies.map { topology in
          [
            "name": .string(topology.name),
            "source": topology.source.map { .string($0) } ?? .null,
            "applied": topology.applied.map { .integer($0) } ?? .null,
            "namespaces": .integer(topology.namespaces),
            "objects": topology.objects.map { .integer($0) } ?? .null,
            "agent": json(topology.agent),
            "last_run": topology.lastRun.map { .string($0.rawValue) } ?? .null,
          ]
        }),
    ]
  }

  private func json(_ agent: ListedTopology.Agent) -> JSONValue {
    let (state, pid): (String, Int32?) =
      switch agent {
      case .up(let pid): ("up", pid)
      case .silent(let pid): ("silent", pid)
      case .down: ("down", nil)
      case .notNeeded: ("not_needed", nil)
      }
    return ["state": .string(state), "pid": pid.map { .integer(Int($0)) } ?? .null]
  }

  private func text(_ topologies: [ListedTopology]) -> String {
    let rows = topologies.map { topology in
      [
        topology.name, topology.source ?? "of unknown source",
        topology.applied.map { "applied \(Self.time($0))" } ?? "",
        "\(topology.namespaces) namespace\(topology.namespaces == 1 ? "" : "s")",
        topology.objects.map { "\($0) objects" } ?? "", words(topology.agent),
        topology.lastRun.flatMap(words) ?? "",
      ]
    }
    return TextTable(rows).lines().map { $0 + "\n" }.joined()
  }

  private func words(_ agent: ListedTopology.Agent) -> String {
    switch agent {
    case .up(let pid): "agent up, pid \(pid)"
    case .silent(let pid): "agent does not answer, pid \(pid)"
    case .down: "agent down"
    case .notNeeded: "no agent needed"
    }
  }

  private func words(_ run: ListedTopology.LastRun) -> String? {
    switch run {
    case .done: nil
    case .failed: "last run failed"
    case .rolledBack: "last run rolled back"
    case .underWay: "a run is under way"
    case .cutOff: "last run cut off"
    }
  }

  /// ISO 8601 in UTC, as the lock's holder says it.
  private static func time(_ seconds: Int) -> String {
    Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
  }
}
