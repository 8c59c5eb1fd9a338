import FoundationEssentials
import Testing

@testable import Verification

@Suite("Pairs that are not proved are counted, by what becomes of them")
struct LostPairsTests {
  private func centralised(_ edits: KeyValuePairs<String, String>) throws -> VerificationReport {
    let fixture = try #require(
      try Fixture.architectures().first { $0.testDescription == "d-centralised" })
    let file = fixture.folder.appending(path: "topology.yaml")
    return try ManySpokes.report(
      edits.reduce(String(decoding: Data(contentsOf: file), as: UTF8.self)) { text, edit in
        #expect(text.contains(edit.key), "\(edit.key)")
        return text.replacing(edit.key, with: edit.value)
      })
  }

  @Test("those whose flows an endpoint without appliance drops, each of them")
  func withoutAppliance() throws {
    let whole = try centralised([:])
    let report = try centralised(["size: 2": "size: 1"])
    let finding = try #require(
      report.findings.first { $0.id == .crossZoneOffSingleAZTargets })
    #expect(report.ids == ["crosszone-off-single-az-targets"])
    #expect(report.pairsUnproved.lost > 1)
    #expect(finding.pairs == report.pairsUnproved.lost)
    #expect(report.pairsProved + report.pairsUnproved.lost == whole.pairsProved)
    #expect(finding.forward.last?.remark?.hasPrefix("dropped: ") == true)
    #expect(finding.repairs.map(\.verified) == [true])
    #expect(
      report.proof.contains(
        "not proved: \(report.pairsUnproved.lost) pairs: packets are lost (crosszone-off-single-az-targets)"
      ))
  }

  @Test("as many in a large network")
  func manyWithoutAppliance() throws {
    let network = ManySpokes(count: 40)
    let text = network.text.replacing("zones: [a]", with: "zones: [a, b]")
      .replacing(
        "inspect: { cidr: 10.200.1.0/24, zone: a }",
        with: "inspect: { zones: { a: 10.200.1.0/24, b: 10.200.2.0/24 } }"
      ).replacing("subnets: [inspect], size: 1", with: "subnets: [inspect-b], size: 1")
    let report = try ManySpokes.report(text)
    #expect(report.faults == ["crosszone-off-single-az-targets \(network.pairs)"])
    #expect(report.pairsProved == 0)
    #expect(report.pairsUnproved.lost == network.pairs)
    #expect(report.proof.first == "proved: nothing")
  }

  @Test("those of which two prefix lists leave it open where they go")
  func undecided() throws {
    let report = try ManySpokes.report(
      """
      bumpwire: 1
      name: lists
      zones: [a]
      prefix_lists:
        x: [10.2.0.0/16, 10.3.0.0/16]
        y: [10.2.0.0/16]
      peerings:
        l2: { between: [one, two] }
        l3: { between: [one, three] }
      vpcs:
        one:
          cidr: 10.1.0.0/16
          subnets: { app: { cidr: 10.1.1.0/24, zone: a, route_table: t } }
          route_tables:
            t: { routes: { prefix_list/x: peering/l2, prefix_list/y: peering/l3, 10.3.0.0/16: peering/l3 } }
        two:
          cidr: 10.2.0.0/16
          subnets: { app: { cidr: 10.2.1.0/24, zone: a, route_table: t } }
          route_tables:
            t: { routes: { 10.1.0.0/16: peering/l2 } }
        three:
          cidr: 10.3.0.0/16
          subnets: { app: { cidr: 10.3.1.0/24, zone: a, route_table: t } }
          route_tables:
            t: { routes: { 10.1.0.0/16: peering/l3 } }

      """)
    let finding = try #require(report.findings.first { $0.id == .ambiguousPrefixList })
    #expect(finding.pairs == 1)
    #expect(finding.forward.last?.remark?.hasPrefix("undecided: ") == true)
    #expect(report.pairsUnproved.undecided == 1)
    #expect(report.pairsProved == 1)
    #expect(report.proof.contains("not proved: 1 pair: undecided (ambiguous-prefix-list)"))
  }

  @Test("those that are symmetric and not inspected as demanded are said to be both")
  func uninspected() throws {
    let report = try centralised([
      "propagate_to: [inspected] }": "propagate_to: [inspected, spokes] }"
    ])
    #expect(report.ids.contains("policy-uninspected"))
    #expect(report.pairsUnproved.count == 0)
    #expect(
      report.proof.contains(
        "of these, some are not inspected as demanded: policy-uninspected"))
  }

  @Test("those that take a peering one way and a transit gateway the other, inspected or not")
  func split() throws {
    let report = try ManySpokes.report(
      """
      bumpwire: 1
      name: split
      zones: [a]
      peerings: { p: { between: [one, two] } }
      transit_gateways:
        hub:
          attachments:
            one: { vpc: one, subnets: [tgw], route_table: t, propagate_to: [t] }
            two: { vpc: two, subnets: [tgw], route_table: t, propagate_to: [t] }
          route_tables: { t: {} }
      vpcs:
        one:
          cidr: 10.1.0.0/16
          subnets: { app: { cidr: 10.1.1.0/24, zone: a, route_table: t }, tgw: { cidr: 10.1.2.0/24, zone: a } }
          route_tables:
            t: { routes: { 10.2.0.0/16: transit_gateway/hub, 10.2.1.0/24: peering/p } }
        two:
          cidr: 10.2.0.0/16
          subnets: { app: { cidr: 10.2.1.0/24, zone: a, route_table: t }, tgw: { cidr: 10.2.2.0/24, zone: a } }
          route_tables:
            t: { routes: { 10.1.0.0/16: transit_gateway/hub } }

      """)
    #expect(report.faults == ["peering-vs-tgw-split 1"])
    #expect(report.pairsProved == 0)
    #expect(report.pairsUnproved.asymmetric == 1)
    #expect(report.findings.first { $0.id == .peeringVersusTGWSplit }?.repairs.isEmpty == false)
  }
}
