import Diagnostics
import IPAddressing
import Testing
import Verification

@testable import Difference

@Suite("What an edit does to traffic is told by its kind, with the lines that decide")
struct BehaviourTests {
  struct Edit: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let edits: [(String, String)]
    let counts: [ChangeCategory: Int]
    /// Of the first cause.
    let message: String
    /// `old line -> new line` of the decision that differs; nil where none does.
    let lines: String?
  }

  static let edits: [Edit] = [
    Edit(
      testDescription: "routes past the inspection, both ways",
      edits: [
        (
          "spokes:    { routes: { 0.0.0.0/0: attachment/inspection } }",
          "spokes:    { routes: { 0.0.0.0/0: attachment/inspection, 10.1.0.0/16: attachment/left, 10.2.0.0/16: attachment/right } }"
        )
      ], counts: [.inspectionLost: 4],
      message:
        "`left/subnet/app-a` reaches `right/subnet/app-a` uninspected: `security/gateway_load_balancer/inspection` no longer sees the flow",
      lines: "transit_gateway/hub/route_table/spokes 46 -> 46"),
    Edit(
      testDescription: "a route past the inspection, one way",
      edits: [
        (
          "spokes:    { routes: { 0.0.0.0/0: attachment/inspection } }",
          "spokes:    { routes: { 0.0.0.0/0: attachment/inspection, 10.2.0.0/16: attachment/right } }"
        )
      ], counts: [.becameAsymmetric: 4],
      message:
        "`left/subnet/app-a` -> `right/subnet/app-a` is no longer mirrored: replies enter `inspection/gwlb_endpoint/e-a`, which never saw the request",
      lines: "transit_gateway/hub/route_table/spokes 46 -> 46"),
    Edit(
      testDescription: "no appliance mode",
      edits: [(", appliance_mode: true", "")], counts: [.becameAsymmetric: 2, .pathChanged: 2],
      message: "is no longer mirrored", lines: nil),
    Edit(
      testDescription: "no way out of a VPC",
      edits: [
        (
          "10.1.101.0/28 } }\n    route_tables:\n      app: { routes: { 0.0.0.0/0: transit_gateway/hub } }",
          "10.1.101.0/28 } }\n    route_tables:\n      app: {}"
        )
      ], counts: [.newlyUnreachable: 4], message: "no longer reaches", lines: nil),
    Edit(
      testDescription: "another service behind the endpoints",
      edits: [("service: security/inspection", "service: security/detection")],
      counts: [.inspectionChanged: 4],
      message:
        "is inspected by `security/gateway_load_balancer/detection` in place of `security/gateway_load_balancer/inspection`",
      lines: nil),
    Edit(
      testDescription: "a zone whose packets go to the other zone's endpoint",
      edits: [
        (
          "in: { routes: { 0.0.0.0/0: gwlb_endpoint/e@zone } }",
          "in: { routes: { 0.0.0.0/0: gwlb_endpoint/e-a } }"
        )
      ], counts: [.pathChanged: 4], message: "goes", lines: nil),
  ]

  @Test("for each edit of a network with a hub", arguments: edits)
  func kinds(_ edit: Edit) throws {
    let new = edit.edits.reduce(Networks.hub) { text, edit in
      #expect(text.contains(edit.0), "\(edit.0)")
      return text.replacing(edit.0, with: edit.1)
    }
    let report = try Networks.report(Networks.hub, new)
    #expect(report.counts == edit.counts)
    #expect(report.pairsCompared == 6)
    let first = try #require(report.flows.first)
    #expect(first.message.contains(edit.message), "\(first.message)")
    #expect(first.pairs == edit.counts[first.category])
    guard let lines = edit.lines else { return }
    let (before, after) = (first.divergence?.before, first.divergence?.after)
    #expect(
      "\(after?.table ?? "") \(before?.location?.start.line ?? 0) -> \(after?.location?.start.line ?? 0)"
        == lines)
    #expect(before?.location?.file == "old.yaml")
    #expect(after?.location?.file == "new.yaml")
    // Annotations and causes go by the same lines.
    #expect(first.oldLocation == before?.location)
    #expect(first.location == after?.location)
  }

  @Test("an attachment that chooses zones otherwise is the line to look at, not the hub's route")
  func choices() throws {
    let new = Networks.hub.replacing(", appliance_mode: true", with: "")
    let report = try Networks.report(Networks.hub, new)
    let line =
      try #require(
        Networks.hub.split(separator: "\n", omittingEmptySubsequences: false)
          .firstIndex { $0.contains("appliance_mode") }) + 1
    #expect(report.flows.map(\.oldLocation?.start.line) == [line, line])
    #expect(report.flows.map(\.location?.start.line) == [line, line])
    let because = try #require(report.flows.first.flatMap { DifferenceText.because($0) })
    #expect(
      because.hasSuffix(
        "transit_gateway/hub/attachment/inspection: a flow that hashes to zone a (old.yaml:\(line))  =>  the packet stays in its zone (new.yaml:\(line))"
      ), "\(because)")
  }

  @Test("undone, it is the opposite: lost and gained, asymmetric and symmetric, reachable and not")
  func reverse() throws {
    let opposites: [ChangeCategory: ChangeCategory] = [
      .inspectionLost: .inspectionGained, .becameAsymmetric: .becameSymmetric,
      .newlyUnreachable: .newlyReachable, .inspectionChanged: .inspectionChanged,
      .pathChanged: .pathChanged,
    ]
    for edit in Self.edits {
      let new = edit.edits.reduce(Networks.hub) { $0.replacing($1.0, with: $1.1) }
      let report = try Networks.report(new, Networks.hub)
      let expected = Dictionary(
        uniqueKeysWithValues: edit.counts.map { (opposites[$0] ?? $0, $1) })
      #expect(report.counts == expected, "\(edit.testDescription)")
    }
  }

  @Test("a file against itself, in another order and with other comments, has no change")
  func nothing() throws {
    let reordered = Networks.edited(
      Networks.hub,
      [
        "      left:       { vpc": "      # first\n      left:       { vpc",
        "zones: [a, b]\n": "zones: [b, a]\n",
        "inspection: { subnets: [inspect], appliance_group: firewalls }\n":
          "inspection: { appliance_group: firewalls, subnets: [inspect] }\n",
      ])
    let report = try Networks.report(Networks.hub, reordered)
    #expect(report.isEmpty, "\(report.resources) \(report.counts)")
    #expect(DifferenceText().text(report) == "No changes: 6 pairs behave as before.\n")
  }

  @Test("names that are others, and addresses that are others, are no other behaviour")
  func renamed() throws {
    let names = Networks.edited(
      Networks.hub,
      [
        "  left:\n": "  west:\n", "left:       { vpc: left": "left:       { vpc: west",
        "e: { subnet: fw, service": "inspect: { subnet: fw, service",
        "gwlb_endpoint/e@zone": "gwlb_endpoint/inspect@zone",
      ])
    let renamed = try Networks.report(Networks.hub, names)
    #expect(renamed.counts == [:])
    #expect(renamed.addedEnds == [])
    #expect(
      renamed.resources.map { "\($0.action) \($0.address) \($0.oldAddress ?? "")" } == [
        "renamed inspection/gwlb_endpoint/inspect-a inspection/gwlb_endpoint/e-a",
        "renamed inspection/gwlb_endpoint/inspect-b inspection/gwlb_endpoint/e-b",
        "renamed west left",
      ])

    let addresses = Networks.edited(
      Networks.hub, ["a: 10.1.0.0/24, b: 10.1.1.0/24": "a: 10.1.50.0/24, b: 10.1.51.0/24"])
    let renumbered = try Networks.report(Networks.hub, addresses)
    #expect(renumbered.counts == [:])
    #expect(renumbered.pairsCompared == 6)
    #expect(renumbered.resources.map(\.attributes.first?.name) == ["cidr", "cidr"])
  }

  @Test("what comes and goes is counted apart, and drowns nothing")
  func addedAndRemoved() throws {
    let added = """
        third:
          cidr: 10.3.0.0/16
          subnets:
            app: { cidr: 10.3.0.0/24, zone: a }
        security:
      """
    let new = Networks.edited(
      Networks.hub, ["  security:\n    cidr": added + "\n    cidr"])
    let report = try Networks.report(Networks.hub, new)
    #expect(report.counts == [:])
    #expect(report.addedEnds == ["third/subnet/app"])
    #expect(report.removedEnds == [])
    #expect(
      report.resources.filter { $0.action == .added }.map(\.address) == [
        "third", "third/subnet/app",
      ])
    let back = try Networks.report(new, Networks.hub)
    #expect(back.removedEnds == ["third/subnet/app"])
    #expect(back.pairsCompared == 6)
  }

  @Test("a route for a single address of a subnet concerns that address")
  func singleAddress() throws {
    let new = Networks.edited(
      Networks.hub,
      [
        "10.2.101.0/28 } }\n    route_tables:\n      app: { routes: { 0.0.0.0/0: transit_gateway/hub } }":
          "10.2.101.0/28 } }\n    route_tables:\n      app: { routes: { 0.0.0.0/0: transit_gateway/hub, 10.1.0.77/32: blackhole } }"
      ])
    let report = try Networks.report(Networks.hub, new)
    #expect(report.counts == [.newlyUnreachable: 2])
    let first = try #require(report.flows.first)
    let flow = first.after.flow
    #expect(
      [flow.sourceAddress, flow.destinationAddress].map(\.description).contains("10.1.0.77"))
  }
}
