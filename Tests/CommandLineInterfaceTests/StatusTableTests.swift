import DataPlane
import RunDirectory
import Testing

@testable import CommandLineInterface

@Suite("The live table of status")
struct StatusTableTests {
  private static let balancer = "security/gateway_load_balancer/inspection"
  private let view = StatusView(console: Console(.never))

  /// One that has carried and dropped this many packets.
  private func report(at seconds: Double, packets: UInt64, dropped: UInt64) -> StatusReport {
    var counters = Counters()
    counters.toTarget = .init(packets: packets, bytes: packets * 1000)
    counters.fromTarget = .init(packets: packets / 2, bytes: packets * 500)
    counters.newFlows = packets / 10
    let endpoint = StatusReport.Traffic(
      resource: "application/gwlb_endpoint/inspect-everything-a", flows: 1_048_576,
      counters: counters)
    let target = StatusReport.Traffic(
      resource: "security/appliance_group/firewalls[12]", flows: 7, counters: counters)
    let drops: [StatusReport.Drop] = [
      .init(resource: Self.balancer, refusal: Refusal(.notSYN, packets: dropped)),
      .init(
        resource: "security/appliance_group/firewalls[12]",
        refusal: Refusal(.networkIdentifier, packets: 3)),
    ]
    return StatusReport(
      topology: "catagram", agent: .up(pid: 4711, started: 0), processes: [], targets: [],
      gatewayLoadBalancers: [
        .init(resource: Self.balancer, flows: 1_048_576, endpoints: [endpoint], targets: [target])
      ],
      appliances: [.init(resource: target.resource, counters: counters)], drops: drops,
      time: MonotonicTime(seconds: seconds),
      metrics: MetricsAddress("192.0.2.123:9464"), problems: ["something that takes its time"])
  }

  private func table(
    _ earlier: StatusReport?, _ report: StatusReport, columns: Int?
  ) -> [String] {
    let rates = earlier.flatMap { StatusRates(since: $0, to: report) }
    return view.liveTable(report, now: 9, rates: rates, columns: columns)
      .split(separator: "\n").map(String.init)
  }

  private func cells(_ lines: [String], after title: String, _ row: Int) -> [String] {
    guard let head = lines.firstIndex(where: { $0.hasPrefix(title) }) else { return [] }
    return lines[head + row].split(whereSeparator: \.isWhitespace).map(String.init)
  }

  @Test("has flows, packets and bytes a second by endpoint and by appliance, and drops by reason")
  func rates() {
    let lines = table(
      report(at: 10, packets: 1000, dropped: 5), report(at: 12, packets: 5000, dropped: 6),
      columns: nil)
    #expect(
      cells(lines, after: Self.balancer, 0).dropFirst()
        == ["flows", "new/s", "pkts/s", "back/s", "bytes/s"])
    #expect(
      cells(lines, after: Self.balancer, 1) == [
        "application/gwlb_endpoint/inspect-everything-a", "1048576", "200", "2.00k", "1.00k",
        "2.00M",
      ])
    #expect(
      cells(lines, after: Self.balancer, 2) == [
        "security/appliance_group/firewalls[12]", "7", "200", "2.00k", "1.00k", "2.00M",
      ])
    #expect(
      cells(lines, after: "Firewalls", 1) == [
        "security/appliance_group/firewalls[12]", "2.00k", "1.00k", "2.00M",
      ])
    #expect(cells(lines, after: "Drops", 1).suffix(3) == [Self.balancer, "6", "0.50"])
    #expect(cells(lines, after: "Drops", 2).suffix(2) == ["3", "0"])
  }

  @Test("has no rates before the second look, and none below zero when counters begin anew")
  func edges() {
    let first = table(nil, report(at: 10, packets: 1000, dropped: 5), columns: nil)
    #expect(cells(first, after: Self.balancer, 2).suffix(5) == ["7", "-", "-", "-", "-"])
    #expect(cells(first, after: "Drops", 1).suffix(2) == ["5", "-"])
    let anew = table(
      report(at: 10, packets: 1000, dropped: 5), report(at: 11, packets: 100, dropped: 1),
      columns: nil)
    #expect(cells(anew, after: Self.balancer, 2).suffix(4) == ["10", "100", "50", "100k"])
    #expect(cells(anew, after: "Drops", 1).suffix(2) == ["1", "1"])
    let report = report(at: 1, packets: 0, dropped: 0)
    #expect(StatusRates(since: report, to: report) == nil)
  }

  @Test(
    "keeps its numbers, under each other, and both ends of its names in narrow terminals",
    arguments: [80, 60])
  func narrow(_ columns: Int) {
    let lines = table(
      report(at: 10, packets: 0, dropped: 0), report(at: 11, packets: 999_999, dropped: 999_999),
      columns: columns)
    let traffic = lines.firstIndex { $0.contains("bytes/s") }.map { lines[$0...($0 + 2)] } ?? []
    #expect(traffic.count == 3)
    for line in traffic { #expect(line.count == columns, "\(line)") }
    #expect(traffic.last?.contains("walls[12]  ") == true, "\(traffic)")
    #expect(traffic.last?.hasSuffix("7   100k   1.00M    500k    1.00G") == true, "\(traffic)")
    for line in lines.dropFirst() { #expect(line.count <= columns, "\(line)") }
  }

  @Test("is cut where lines would wrap or scroll, and says how many are not shown")
  func screen() {
    let text = "\u{1b}[1mabcdef\u{1b}[0m\n" + "2\n3\n4\n5\n"
    #expect(
      ScreenText.fit(text, rows: 6, columns: 3) == "\u{1b}[1mabc\u{1b}[0m\n2\n3\n4\n5\n")
    #expect(
      ScreenText.fit(text, rows: 4, columns: 80).split(separator: "\n").map(String.init)
        == ["\u{1b}[1mabcdef\u{1b}[0m", "2", "… 3 more lines; without --watch all are shown"])
  }

  @Test(
    "says rates in three digits",
    arguments: [
      (0, "0"), (0.5, "0.50"), (7, "7"), (12.34, "12.3"), (99.96, "100"), (999, "999"),
      (999.4, "999"), (999.6, "1.00k"), (1254, "1.25k"), (12_540, "12.5k"), (999_499, "999k"),
      (1e6, "1.00M"), (1.25e9, "1.25G"), (3e15, "3000T"),
    ])
  func short(_ value: Double, _ text: String) {
    #expect(StatusView.short(value) == text)
  }
}
