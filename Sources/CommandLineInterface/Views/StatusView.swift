import DataPlane
import Diagnostics
import HostState
import RunDirectory

/// Prints a topology's status.
struct StatusView {
  let console: Console

  /// - Parameter now: seconds since 1970; ages count from it.
  func show(_ report: StatusReport, format: OutputFormat, now: Double) {
    switch format {
    case .json: console.write(report.json.prettyText)
    case .text: console.write(text(report, now: now))
    }
  }

  private func text(_ report: StatusReport, now: Double) -> String {
    var sections = [agent(report, now)]
    sections.append(table("Processes", processes(report.processes, now)))
    sections.append(table("Health", targets(report.targets, now)))
    sections.append(table("Scaling", scaling(report.scaling, now)))
    for balancer in report.gatewayLoadBalancers {
      let title = "\(balancer.resource): \(count(balancer.flows, "live flow"))"
      sections.append(table(title, traffic(balancer.traffic)))
    }
    sections.append(table("Firewalls", traffic(report.appliances)))
    sections.append(
      table("Drops", report.drops.map { [$0.resource, $0.refusal.words, "\($0.refusal.packets)"] }))
    sections.append(drift(report.drift ?? []))
    sections.append(table("Problems", report.problems.map { [$0] }))
    return sections.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func drift(_ drift: [String]) -> String {
    let shown = 10
    let rest = drift.count > shown ? [["and \(drift.count - shown) more"]] : []
    return table(
      "Drift since the last apply; `bumpwire plan` says what it is, `bumpwire apply` puts it back",
      drift.prefix(shown).map { [$0] } + rest)
  }

  func agent(_ report: StatusReport, _ now: Double) -> String {
    let name = console.outputStyle(report.topology, .bold)
    return switch report.agent {
    case .up(let pid, let started):
      "\(name): the agent is up, pid \(pid), for \(age(since: started, now))"
        + (report.metrics.map { ", with metrics at \($0.url)" } ?? "") + "\n"
    case .down(nil, _):
      "\(name): \(console.outputStyle("no agent runs", .red)); `bumpwire apply` starts one\n"
    case .down(let pid?, let reason):
      "\(name): \(console.outputStyle("the agent does not answer", .red)), pid \(pid): "
        + "\(reason.escapingControlCharacters); `bumpwire apply` replaces it\n"
    }
  }

  func processes(_ processes: [AgentStatus.Process], _ now: Double) -> [[String]] {
    processes.map { process in
      let note = process.failure ?? process.lastExit.map { "last one \($0)" } ?? ""
      return [
        process.resource, process.process.name, process.state.rawValue,
        process.pid.map { "pid \($0)" } ?? "",
        process.started.map { age(since: $0, now) } ?? "",
        process.restarts == 0 ? "" : count(process.restarts, "restart"), note,
      ]
    }
  }

  func targets(_ targets: [StatusReport.Target], _ now: Double) -> [[String]] {
    targets.map { target in
      let health = target.health
      return [
        health.target, "\(health.address)", "zone \(target.zone)", health.health.rawValue,
        health.since > 0 ? age(since: health.since, now) : "", health.reason ?? "",
      ]
    }
  }

  func scaling(_ groups: [AgentStatus.Scaling], _ now: Double) -> [[String]] {
    groups.map { group in
      let drained = group.draining == 0 ? "" : ", \(group.draining) draining"
      let change = group.wanted == group.inService ? "" : "to be \(group.wanted)"
      let value = group.value.map { "\(Int($0.rounded()))" } ?? "-"
      return [
        group.group,
        "\(group.inService) in service of \(group.minimum) to \(group.maximum)\(drained)", change,
        "\(value) \(group.metric.words) each, aims at \(group.target)",
        group.since.map { "changed \(age(since: $0, now)) ago" } ?? "",
      ]
    }
  }

  private func traffic(_ rows: [StatusReport.Traffic]) -> [[String]] {
    rows.map { row in
      let (sent, returned) = (row.counters.toTarget, row.counters.fromTarget)
      let flows = row.flows.map {
        [count($0, "live flow"), count(row.counters.newFlows, "new flow")]
      }
      return [
        row.resource, "\(count(sent.packets, "packet")) in", "\(sent.bytes) bytes",
        "\(count(returned.packets, "packet")) back", "\(returned.bytes) bytes",
      ] + (flows ?? [])
    }
  }

  private func count(_ number: some BinaryInteger, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// A title and its rows, in columns; nothing without rows.
  ///
  /// - Parameter columns: What a line should fit into; nil for as long as it is.
  func table(_ title: String, _ rows: [[String]], columns: Int? = nil) -> String {
    guard !rows.isEmpty else { return "" }
    let lines = TextTable(rows, width: columns.map { $0 - 2 }).lines { styled($0) }
      .map { "  \($0)" }
    let head = console.outputStyle(title.escapingControlCharacters, .bold)
    return ([head] + lines).joined(separator: "\n") + "\n"
  }

  /// Colour for the words that say how something is.
  private func styled(_ cell: String) -> String {
    switch cell {
    case TargetHealthState.healthy.rawValue, AgentStatus.Process.State.running.rawValue:
      console.outputStyle(cell, .green)
    case TargetHealthState.unhealthy.rawValue, AgentStatus.Process.State.waiting.rawValue:
      console.outputStyle(cell, .red)
    case TargetHealthState.initial.rawValue, AgentStatus.Process.State.stopping.rawValue:
      console.outputStyle(cell, .yellow)
    default: cell
    }
  }

  /// The two largest units: `3d 4h`, `5m 6s`, `7s`.
  private func age(since start: Double, _ now: Double) -> String {
    let seconds = Int(max(0, now - start))
    let parts = [
      (seconds / 86400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"),
      (seconds % 60, "s"),
    ].drop { $0.0 == 0 }
    return parts.isEmpty ? "0s" : parts.prefix(2).map { "\($0.0)\($0.1)" }.joined(separator: " ")
  }
}

extension GatewayLoadBalancerDataPlane.Scaling.Metric {
  fileprivate var words: String {
    switch self {
    case .activeFlows: "active flows"
    case .bytes: "bytes/s"
    case .packets: "packets/s"
    }
  }
}

extension StatusReport.GatewayLoadBalancer {
  var traffic: [StatusReport.Traffic] { endpoints + targets }
}
