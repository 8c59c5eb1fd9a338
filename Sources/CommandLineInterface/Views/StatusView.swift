import DataPlane
import Diagnostics
import Glibc
import HostState
import RunDirectory

/// Prints a topology's status.
struct StatusView {
  let console: Console

  /// What was carried lately, a second.
  struct Interval {
    /// The report at its beginning.
    var earlier: StatusReport
    var seconds: Double
  }

  /// - Parameter now: seconds since 1970; ages count from it.
  func show(_ report: StatusReport, format: OutputFormat, now: Double) {
    switch format {
    case .json: console.write(report.json.prettyText)
    case .text: console.write(text(report, now: now, nil))
    }
  }

  /// One of many reports: drawn over the last on a terminal, a line of JSON.
  ///
  /// - Parameter interval: Since the last report; nil for the first.
  func refresh(
    _ report: StatusReport, format: OutputFormat, now: Double, since interval: Interval?
  ) {
    switch format {
    case .json: console.write(report.json.compactText + "\n")
    case .text:
      let isLive = ProcessEnvironment.isLiveTerminal(STDOUT_FILENO)
      // Home, and what is left of the last report away.
      console.write(
        (isLive ? "\u{1b}[H\u{1b}[J" : interval == nil ? "" : "\n")
          + text(report, now: now, interval))
    }
  }

  private func text(_ report: StatusReport, now: Double, _ interval: Interval?) -> String {
    var sections = [agent(report, now)]
    sections.append(table("Processes", processes(report.processes, now)))
    sections.append(table("Health", targets(report.targets, now)))
    sections.append(table("Scaling", scaling(report.scaling, now)))
    for balancer in report.gatewayLoadBalancers {
      let title = "\(balancer.resource): \(count(balancer.flows, "live flow"))"
      sections.append(
        table(title, traffic(balancer.traffic, interval) { $0.traffic(of: balancer.resource) }))
    }
    sections.append(
      table("Firewalls", traffic(report.appliances, interval, countsFlows: false, \.appliances)))
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

  private func agent(_ report: StatusReport, _ now: Double) -> String {
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

  private func processes(_ processes: [AgentStatus.Process], _ now: Double) -> [[String]] {
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

  private func targets(_ targets: [StatusReport.Target], _ now: Double) -> [[String]] {
    targets.map { target in
      let health = target.health
      return [
        health.target, "\(health.address)", "zone \(target.zone)", health.health.rawValue,
        health.since > 0 ? age(since: health.since, now) : "", health.reason ?? "",
      ]
    }
  }

  private func scaling(_ groups: [AgentStatus.Scaling], _ now: Double) -> [[String]] {
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

  /// - Parameters:
  ///   - countsFlows: Whether the rows' counters have new flows: a firewall's have not.
  ///   - earlier: The same rows of an earlier report.
  private func traffic(
    _ rows: [StatusReport.Traffic], _ interval: Interval?, countsFlows: Bool = true,
    _ earlier: (StatusReport) -> [StatusReport.Traffic]
  ) -> [[String]] {
    let before = Dictionary(
      interval.map { earlier($0.earlier).map { ($0.resource, $0.counters) } } ?? [],
      uniquingKeysWith: { $1 })
    return rows.map { row in
      let (sent, returned) = (row.counters.toTarget, row.counters.fromTarget)
      let rates = interval.map { interval in
        rate(row.counters, since: before[row.resource], seconds: interval.seconds)
      }
      return [row.resource] + (rates ?? []) + [
        "\(count(sent.packets, "packet")) in", "\(sent.bytes) bytes",
        "\(count(returned.packets, "packet")) back", "\(returned.bytes) bytes",
      ] + (countsFlows ? [count(row.counters.newFlows, "new flow")] : [])
    }
  }

  /// Packets and bits of both directions a second.
  private func rate(_ counters: Counters, since earlier: Counters?, seconds: Double) -> [String] {
    let packets = counters.packets &- (earlier?.packets ?? counters.packets)
    let bytes = counters.bytes &- (earlier?.bytes ?? counters.bytes)
    return [
      "\(Int(Double(packets) / seconds)) packets/s", "\(scaled(Double(bytes) * 8 / seconds))bit/s",
    ]
  }

  /// Three digits or so with a decimal prefix: `1.25 M`.
  private func scaled(_ value: Double) -> String {
    let (divisor, prefix) = [(1e9, "G"), (1e6, "M"), (1e3, "k")].first { value >= $0.0 } ?? (1, "")
    let hundredths = Int(value / divisor * 100)
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) \(prefix)"
  }

  private func count(_ number: some BinaryInteger, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// A title and its rows, in columns; nothing without rows.
  private func table(_ title: String, _ rows: [[String]]) -> String {
    guard !rows.isEmpty else { return "" }
    let lines = TextTable(rows).lines { styled($0) }.map { "  \($0)" }
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

extension StatusReport {
  fileprivate func traffic(of balancer: String) -> [Traffic] {
    gatewayLoadBalancers.first { $0.resource == balancer }?.traffic ?? []
  }
}

extension StatusReport.GatewayLoadBalancer {
  fileprivate var traffic: [StatusReport.Traffic] { endpoints + targets }
}

extension Counters {
  fileprivate var packets: UInt64 { toTarget.packets &+ fromTarget.packets }
  fileprivate var bytes: UInt64 { toTarget.bytes &+ fromTarget.bytes }
}
