import Diagnostics
import Testing
import Topology

@testable import Verification

@Suite("Planted faults are named")
struct SeedFixtureTests {
  @Test("each fixture gives its finding on its line and no other", arguments: fixtures)
  func fixture(_ fixture: PlantedFault) throws {
    let verdict = try Verdict(fixture.network())
    #expect(
      verdict.blamed.sorted() == fixture.expected.sorted(),
      "\(verdict.report.findings.map(\.message))")
  }

  @Test(
    "the order of declarations changes no verdict", arguments: fixtures + SiteFixtureTests.fixtures)
  func metamorphic(_ fixture: PlantedFault) throws {
    let network = try fixture.network()
    let (straight, reversed) = (try Verdict(network), try Verdict(network.reversed()))
    #expect(Set(straight.blamed) == Set(reversed.blamed))
    #expect(
      Set(straight.report.findings.map(\.message)) == Set(reversed.report.findings.map(\.message)))
    #expect(
      Set(straight.report.findings.map(\.help)) == Set(reversed.report.findings.map(\.help)))
    #expect(
      straight.report.findings.map(\.pairs).sorted()
        == reversed.report.findings.map(\.pairs).sorted())
    #expect(straight.report.pairsProved == reversed.report.pairsProved)
    #expect(straight.report.pairsUnconnected == reversed.report.pairsUnconnected)
    #expect(straight.report.flowClasses == reversed.report.flowClasses)
  }

  static let fixtures: [PlantedFault] = [
    PlantedFault("2: no edge route for a subnet", ["edge-table-missing @ app/route_table/edge"]) {
      var network = Networks.distributed()
      try network.vpcs[0].remove("edge", "subnet/app-b")
      return network
    },
    PlantedFault(
      "2: no edge table at all",
      ["dangling-association @ app/route_table/edge", "edge-table-missing @ app/internet_gateway"]
    ) {
      var network = Networks.distributed()
      network.vpcs[0].internetGateway = nil
      return network
    },
    PlantedFault(
      "3: an edge route to another zone's endpoint",
      ["edge-route-az-foreign @ app/route_table/edge[subnet/app-b]"]
    ) {
      var network = Networks.distributed()
      try network.vpcs[0].retarget("edge", "subnet/app-b", "gwlbe/e-a")
      return network
    },
    PlantedFault(
      "a default route to another zone's endpoint",
      ["az-mismatch @ app/route_table/app-b[0.0.0.0/0]"]
    ) {
      var network = Networks.distributed()
      try network.vpcs[0].retarget("app-b", "0.0.0.0/0", "gwlbe/e-a")
      return network
    },
    PlantedFault(
      "4: what NAT restores skips the endpoint", ["nat-return-bypass @ app/route_table/nat-a"]
    ) {
      var network = Networks.natEgress()
      try network.vpcs[0].remove("nat-a", "subnet/app-a")
      return network
    },
    PlantedFault(
      "5: a target's route follows its own zone",
      ["alb-leg-asymmetric @ app/route_table/app-b[subnet/pub-a]"]
    ) {
      var network = Networks.balancedTargets()
      try network.vpcs[0].retarget("app-b", "subnet/pub-a", "gwlbe/e-b")
      return network
    },
    PlantedFault(
      "6: appliance mode off", ["appliance-mode-off @ transit_gateway/hub/attachment/inspection"]
    ) {
      var network = Networks.centralised(egress: false, zones: ["a", "c"])
      network.attachments[2].applianceMode = false
      return network
    },
    PlantedFault(
      "7: a more specific route past the inspection VPC",
      ["inspection-bypass-forward @ transit_gateway/hub/route_table/spokes[10.2.0.0/16]"]
    ) {
      var network = Networks.centralised(egress: false)
      network.hubTables[0].routes.append(("10.2.0.0/16", "right"))
      return network
    },
    PlantedFault(
      "8: the inspection attachment uses the spokes' table",
      [
        "dangling-association @ transit_gateway/hub/route_table/inspected",
        "loop-tgw-inspection @ transit_gateway/hub/attachment/inspection",
      ]
    ) {
      var network = Networks.centralised(egress: false)
      network.attachments[2].table = "spokes"
      return network
    },
    PlantedFault("9: a zone without attachment", ["blackhole-az @ left/route_table/app[0.0.0.0/0]"])
    {
      var network = Networks.centralised(egress: false)
      network.attachments[0].subnets = ["tgw-a"]
      return network
    },
    PlantedFault(
      "11: a reply in the request's order",
      ["inspection-order-mismatch @ app/route_table/right[subnet/left]"]
    ) {
      var network = Networks.chained()
      try network.vpcs[0].retarget("right", "subnet/left", "gwlbe/ids")
      try network.vpcs[0].remove("fw", "subnet/left")
      try network.vpcs[0].add("ids", "subnet/left", "gwlbe/fw")
      return network
    },
    PlantedFault(
      "12: one direction over a peering",
      ["peering-vs-tgw-split @ left/route_table/app[10.2.0.0/16]"]
    ) {
      var network = Networks.centralised(egress: false)
      network.peerings = [("p", "left", "right")]
      try network.vpcs[0].add("app", "10.2.0.0/16", "peering/p")
      return network
    },
    PlantedFault("13: IPv6 around the endpoint", ["family-gap @ app/route_table/app-a[::/0]"]) {
      var network = Networks.distributed(true)
      try network.vpcs[0].retarget("app-a", "::/0", "igw")
      try network.vpcs[0].remove("edge", "subnet/app-a")
      try network.vpcs[0].add("edge", "10.0.1.0/24", "gwlbe/e-a")
      return network
    },
    PlantedFault(
      "14: prefix lists that overlap",
      ["ambiguous-prefix-list @ left/route_table/app[prefix_list/one]"]
    ) {
      var network = Networks.centralised(egress: false)
      network.peerings = [("p", "left", "right")]
      network.prefixLists = [("one", ["192.168.9.0/24"]), ("two", ["192.168.9.0/24"])]
      try network.vpcs[0].add("app", "prefix_list/one", "tgw")
      try network.vpcs[0].add("app", "prefix_list/two", "peering/p")
      return network
    },
    PlantedFault(
      "15: a public address behind a NAT default",
      ["eip-return-via-nat @ app/route_table/app[0.0.0.0/0]"]
    ) {
      var network = NetworkBuilder(zones: ["a"])
      network.vpc("app", "10.0.0.0/16") { vpc in
        vpc.gateway()
        vpc.subnet("app", "10.0.1.0/24", table: "app", hosts: true)
        vpc.subnet("nat", "10.0.2.0/24", table: "nat")
        vpc.table("app", ["0.0.0.0/0": "nat/nat"])
        vpc.table("nat", ["0.0.0.0/0": "igw"])
        vpc.nat("nat", "nat")
        vpc.instance("web", "app", publicAddress: "203.0.113.10")
      }
      return network
    },
  ]
}
