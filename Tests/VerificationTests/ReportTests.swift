import Diagnostics
import IPAddressing
import Testing
import Topology

@testable import Verification

@Suite("Reports")
struct ReportTests {
  @Test("the JSON of validate has its documented keys, in order")
  func keys() throws {
    var network = Networks.catagram()
    network.vpcs[0].internetGateway = nil
    let json = try Verdict(network).report.json(toolVersion: "1.2.3")
    #expect(keys(json) == ["format_version", "tool_version", "summary", "findings"])
    #expect(
      keys(json["summary"]) == [
        "errors", "warnings", "notes", "pairs_proved", "pairs_unconnected", "pairs_asymmetric",
        "pairs_lost", "pairs_undecided", "not_modelled", "not_looked_for",
        "flow_classes", "hosts", "cross_checked", "excluded_subnets",
      ])
    guard case .array(let findings)? = json["findings"] else {
      Issue.record("findings are a list")
      return
    }
    let finding = try #require(findings.first { $0["id"] == "edge-table-missing" })
    #expect(
      keys(finding) == [
        "id", "effects", "severity", "message", "location", "related", "pairs", "flow", "forward",
        "return", "help", "repair",
      ])
    #expect(
      keys(finding["location"]) == ["file", "line", "column", "end_line", "end_column"])
    #expect(
      keys(finding["flow"]) == [
        "protocol", "source", "source_address", "destination", "destination_address",
        "destination_port",
      ])
    guard case .array(let hops)? = finding["forward"] else {
      Issue.record("forward is a list")
      return
    }
    #expect(keys(hops.first) == ["at", "table", "prefix", "target", "zone", "location"])
  }

  @Test("where no flow is to be proved, the report says so and counts nothing")
  func nothing() {
    var report = VerificationReport.empty
    #expect(report.proof.first?.hasPrefix("nothing to prove: there are no two hosts") == true)
    report.pairsUnconnected = 2
    #expect(
      report.proof.prefix(2) == [
        "nothing to prove: no two hosts are connected",
        "not connected: 2 pairs, by their own routes",
      ])
    report.pairsProved = 1
    #expect(report.proof.first?.hasPrefix("proved: 1 pair of hosts") == true)
  }

  @Test("of a thousand expectations that fail for one reason a few are told, and JSON has them all")
  func manyNotes() throws {
    let notes = (1...1_000).map { Diagnostic.Note("this expectation fails because of it \($0)") }
    let finding = Finding(
      id: .expectationFailed, severity: .error, message: "m", location: nil, related: notes)
    let text = FindingText(DiagnosticText(files: [])).text(finding)
    #expect(text.split(separator: "\n").count == 9)
    #expect(text.contains("note: and 993 more such places, which `--format json` lists"))
    #expect(finding.reportItem(FindingText(DiagnosticText(files: []))).diagnostic.notes.count == 8)
    guard case .array(let related)? = finding.json["related"] else {
      Issue.record("related is a list")
      return
    }
    #expect(related.count == 1_000)
  }

  @Test("the same topology gives the same bytes")
  func deterministic() throws {
    let network = Networks.centralised()
    let first = try Verdict(network).report.json(toolVersion: "1").prettyText
    #expect(try Verdict(network).report.json(toolVersion: "1").prettyText == first)
  }

  @Test("a load balancer drops TCP whose request it never saw, whatever its appliances are")
  func passThrough() throws {
    var network = Networks.catagram()
    network.vpcs[0].internetGateway = nil
    network.services[0].appliance = .passThrough
    let finding = try #require(try Verdict(network).finding(.edgeTableMissing))
    #expect(finding.message.hasSuffix("its load balancer drops TCP of no known flow"))
    #expect(finding.return.last?.target == "dropped")
    #expect(finding.return.last?.remark == "its load balancer never saw the request")
  }

  private func keys(_ json: JSONValue?) -> [String] {
    guard case .object(let members)? = json else { return [] }
    return members.map(\.key)
  }
}
