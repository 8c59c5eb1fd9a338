import DataPlane
import Diagnostics
import Glibc

extension StatusView {
  /// One of many reports: drawn over the last on a terminal, a line of JSON.
  ///
  /// - Parameter rates: Since the last report; nil for the first.
  func refresh(
    _ report: StatusReport, format: OutputFormat, now: Double, rates: StatusRates?
  ) {
    switch format {
    case .json: console.write(report.json.compactText + "\n")
    case .text:
      guard ProcessEnvironment.isLiveTerminal(STDOUT_FILENO) else {
        let table = liveTable(report, now: now, rates: rates, columns: nil)
        return console.write((rates == nil ? "" : "\n") + table)
      }
      let size = ProcessEnvironment.size(STDOUT_FILENO) ?? (rows: 24, columns: 80)
      let table = liveTable(report, now: now, rates: rates, columns: size.columns)
      // Home, and what is left of the last report away.
      console.write(
        "\u{1b}[H\u{1b}[J" + ScreenText.fit(table, rows: size.rows, columns: size.columns))
    }
  }

  /// What changes from look to look first, then who is well.
  ///
  /// - Parameters:
  ///   - rates: Nil where there is no earlier report to tell them from.
  ///   - columns: What lines should fit into; nil for as long as they are.
  func liveTable(
    _ report: StatusReport, now: Double, rates: StatusRates?, columns: Int?
  ) -> String {
    var sections = [agent(report, now)]
    sections.append(table("Problems", report.problems.map { [$0] }, columns: columns))
    for balancer in report.gatewayLoadBalancers {
      let rows = balancer.traffic.map { row in
        [row.resource, row.flows.map { "\($0)" } ?? "-"]
          + columnsOf(rates?.traffic(row, of: balancer.resource))
      }
      sections.append(
        table([balancer.resource, "flows"] + Self.traffic, rows, numbersFrom: 1, columns))
    }
    let firewalls = report.appliances.map { row in
      [row.resource] + columnsOf(rates?.traffic(row, of: nil)).dropFirst()
    }
    sections.append(
      table(["Firewalls"] + Self.traffic.dropFirst(), firewalls, numbersFrom: 1, columns))
    let drops = report.drops.map { drop in
      [
        drop.refusal.words, drop.resource, "\(drop.refusal.packets)",
        rates.map { Self.short($0.packets(drop)) } ?? "-",
      ]
    }
    sections.append(table(["Drops", "", "packets", "pkts/s"], drops, numbersFrom: 2, columns))
    sections.append(table("Health", targets(report.targets, now), columns: columns))
    sections.append(table("Scaling", scaling(report.scaling, now), columns: columns))
    sections.append(table("Processes", processes(report.processes, now), columns: columns))
    return sections.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static let traffic = ["new/s", "pkts/s", "back/s", "bytes/s"]

  private func columnsOf(_ rates: StatusRates.Traffic?) -> [String] {
    guard let rates else { return Self.traffic.map { _ in "-" } }
    return [rates.newFlows, rates.packets, rates.returned, rates.bytes].map(Self.short)
  }

  /// Rows under a line that says what their columns are; nothing without rows.
  private func table(
    _ head: [String], _ rows: [[String]], numbersFrom firstNumber: Int, _ columns: Int?
  ) -> String {
    guard !rows.isEmpty else { return "" }
    let indented = rows.map { ["  \($0[0])"] + $0.dropFirst() }
    var lines = TextTable([head] + indented, numbersFrom: firstNumber, width: columns).lines()
    lines[0] = console.outputStyle(lines[0], .bold)
    return lines.joined(separator: "\n") + "\n"
  }

  /// At most three digits that count, with a decimal prefix: `0`, `0.50`, `12`, `1.25k`, `125M`.
  static func short(_ value: Double) -> String {
    var (value, prefix) = (value, "")
    for next in ["k", "M", "G", "T"] where value >= 999.5 {
      value /= 1000
      prefix = next
    }
    if prefix.isEmpty, value == value.rounded() { return "\(Int(value))" }
    let digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
    let unit = [1, 10, 100][digits]
    let whole = Int((value * Double(unit)).rounded())
    let fraction = "\(unit + whole % unit)".dropFirst()
    return "\(whole / unit)" + (digits > 0 ? ".\(fraction)" : "") + prefix
  }
}
