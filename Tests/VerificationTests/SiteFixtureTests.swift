import Diagnostics
import Testing
import Topology

@testable import Verification

@Suite("Faults of placement, policy and declaration are named")
struct SiteFixtureTests {
  @Test("each fixture gives its finding on its line and no other", arguments: fixtures)
  func fixture(_ fixture: PlantedFault) throws {
    let verdict = try Verdict(fixture.network())
    #expect(
      verdict.blamed.sorted() == fixture.expected.sorted(),
      "\(verdict.report.findings.map(\.message))")
  }

  static let fixtures: [PlantedFault] = [
    PlantedFault("a middlebox that checks addresses", ["source-dest-check @ app/instance/box"]) {
      var network = middlebox()
      network.vpcs[0].instances[0].check = true
      return network
    },
    PlantedFault("a middlebox both ways is fine", []) { middlebox() },
    PlantedFault(
      "an instance without public address",
      ["igw-no-public-mapping @ app/route_table/app[0.0.0.0/0]"]
    ) {
      var network = NetworkBuilder(zones: ["a"])
      network.vpc("app", "10.0.0.0/16") { vpc in
        vpc.gateway()
        vpc.subnet("app", "10.0.1.0/24", table: "app", hosts: true)
        vpc.table("app", ["0.0.0.0/0": "igw"])
        vpc.instance("web", "app")
      }
      return network
    },
    PlantedFault(
      "egress-only behind an endpoint",
      ["egress-only-after-endpoint @ app/route_table/fw-a[::/0]"]
    ) {
      var network = Networks.distributed(true)
      network.vpcs[0].hasEgressOnly = true
      try network.vpcs[0].retarget("fw-a", "::/0", "eigw")
      return network
    },
    PlantedFault(
      "3-tuple stickiness behind appliance mode",
      ["stickiness-with-appliance-mode @ provider-fw/appliance_group/fw.stickiness"]
    ) {
      var network = Networks.centralised()
      network.services[0].stickiness = .threeTuple
      return network
    },
    PlantedFault(
      "an idle timeout without 5-tuples",
      ["idle-timeout-ignored @ provider-fw/gateway_load_balancer/fw.tcp_idle_timeout"]
    ) {
      var network = Networks.distributed()
      network.services[0].stickiness = .twoTuple
      network.services[0].idleTimeout = true
      return network
    },
    PlantedFault(
      "a zone without appliances",
      ["crosszone-off-single-az-targets @ provider-fw/gateway_load_balancer/fw"]
    ) {
      var network = Networks.distributed()
      network.services[0].appliancesIn = ["a"]
      return network
    },
    PlantedFault("a zone without appliances, cross-zone", []) {
      var network = Networks.distributed()
      network.services[0].appliancesIn = ["a"]
      network.services[0].crossZone = true
      return network
    },
    PlantedFault("a covered route", ["shadowed-route @ left/route_table/app[0.0.0.0/0]"]) {
      var network = Networks.centralised(egress: false)
      try network.vpcs[0].add("app", "0.0.0.0/1", "tgw")
      try network.vpcs[0].add("app", "128.0.0.0/1", "tgw")
      return network
    },
    PlantedFault("an endpoint that nobody uses", ["unreachable-endpoint @ app/gwlb_endpoint/spare"])
    {
      var network = Networks.distributed()
      network.vpcs[0].endpoint("spare", "fw-a")
      return network
    },
    PlantedFault("a table that nobody uses", ["dangling-association @ app/route_table/spare"]) {
      var network = Networks.distributed()
      network.vpcs[0].table("spare", ["0.0.0.0/0": "igw"])
      return network
    },
    PlantedFault(
      "an endpoint among the hosts",
      [
        "endpoint-in-app-subnet @ app/gwlb_endpoint/e",
        "endpoint-self-route @ app/route_table/app[0.0.0.0/0]",
      ]
    ) {
      var network = NetworkBuilder(zones: ["a"])
      network.service("fw")
      network.vpc("app", "10.0.0.0/16") { vpc in
        vpc.gateway(edge: "edge")
        vpc.subnet("app", "10.0.1.0/24", table: "app", hosts: true)
        vpc.table("app", ["0.0.0.0/0": "gwlbe/e"])
        vpc.table("edge", ["subnet/app": "gwlbe/e"])
        vpc.endpoint("e", "app")
      }
      return network
    },
    PlantedFault(
      "an endpoint in the attachment's subnet",
      [
        "endpoint-self-route @ inspection/route_table/in-a[0.0.0.0/0]",
        "attachment-endpoint-same-subnet @ inspection/gwlb_endpoint/e-a",
        "dangling-association @ inspection/route_table/fw-a",
      ]
    ) {
      var network = Networks.centralised(egress: false, zones: ["a"])
      network.vpcs[2].endpoints[0].subnet = "tgw-a"
      network.vpcs[2].subnets.removeAll { $0.name == "fw-a" }
      return network
    },
    PlantedFault(
      "a reserved destination", ["reserved-destination @ left/route_table/app[169.254.169.0/24]"]
    ) {
      var network = Networks.centralised(egress: false)
      try network.vpcs[0].add("app", "169.254.169.0/24", "tgw")
      return network
    },
    PlantedFault(
      "an intent that routes bypass both ways",
      [
        "policy-uninspected @ app/route_table/app-a[0.0.0.0/0]",
        "unreachable-endpoint @ app/gwlb_endpoint/e-a",
      ]
    ) {
      var network = Networks.distributed()
      network.inspections = [("all", "internet", "app/subnet/app-a", ["fw"], true)]
      try network.vpcs[0].retarget("app-a", "0.0.0.0/0", "igw")
      try network.vpcs[0].remove("edge", "subnet/app-a")
      return network
    },
    PlantedFault("an intent about nothing", ["policy-vacuous @ inspection/none"]) {
      var network = Networks.natEgress()
      network.vpcs[0].instance("web", "app-a")
      network.inspections = [("none", "internet", "app/instance/web", ["fw"], false)]
      return network
    },
    PlantedFault(
      "an expectation that is not met",
      ["expectation-failed @ expect/app/subnet/app-a app/subnet/app-b"]
    ) {
      var network = Networks.distributed()
      network.expectations = [("app/subnet/app-a", "app/subnet/app-b", .inspected)]
      return network
    },
    PlantedFault("NAT in the hosts' own subnet", ["nat-loop @ app/route_table/app[0.0.0.0/0]"]) {
      var network = NetworkBuilder(zones: ["a"])
      network.vpc("app", "10.0.0.0/16") { vpc in
        vpc.gateway()
        vpc.subnet("app", "10.0.1.0/24", table: "app", hosts: true)
        vpc.table("app", ["0.0.0.0/0": "nat/nat"])
        vpc.nat("nat", "app")
      }
      return network
    },
    PlantedFault(
      "a peering as a way to a third VPC",
      [
        "blackhole-peering-transit @ left/route_table/app[10.0.0.0/8]",
        "blackhole-peering-transit @ right/route_table/app[10.0.0.0/8]",
      ]
    ) {
      var network = NetworkBuilder(zones: ["a"])
      for (index, name) in ["left", "middle", "right"].enumerated() {
        network.vpc(name, "10.\(index).0.0/16") { vpc in
          vpc.subnet("app", "10.\(index).1.0/24", table: "app", hosts: true)
          vpc.table(
            "app",
            index == 1
              ? ["10.0.0.0/16": "peering/l", "10.2.0.0/16": "peering/r"]
              : ["10.0.0.0/8": index == 0 ? "peering/l" : "peering/r"])
        }
      }
      network.peerings = [("l", "left", "middle"), ("r", "middle", "right")]
      return network
    },
    PlantedFault(
      "an attachment subnet that leads nowhere",
      [
        "blackhole-no-route @ inspection/subnet/tgw-a",
        "unreachable-endpoint @ inspection/gwlb_endpoint/e-a",
      ]
    ) {
      var network = Networks.centralised(egress: false, zones: ["a"])
      network.vpcs[2].subnets[0].table = nil
      network.vpcs[2].tables.removeAll { $0.name == "in-a" }
      return network
    },
    PlantedFault(
      "two instances that send to each other", ["loop @ app/route_table/one[10.9.0.0/16]"]
    ) {
      var network = NetworkBuilder(zones: ["a"])
      network.vpc("app", "10.0.0.0/16") { vpc in
        vpc.subnet("app", "10.0.1.0/24", table: "one", hosts: true)
        vpc.subnet("one", "10.0.2.0/24", table: "one")
        vpc.subnet("two", "10.0.3.0/24", table: "two")
        vpc.table("one", ["10.9.0.0/16": "instance/two"])
        vpc.table("two", ["10.9.0.0/16": "instance/one"])
        vpc.instance("one", "one", check: false)
        vpc.instance("two", "two", check: false)
      }
      return network
    },
    PlantedFault(
      "one side of a peering", ["one-way-reachability @ right/subnet/app"]
    ) {
      var network = NetworkBuilder(zones: ["a"])
      network.vpc("left", "10.1.0.0/16") { vpc in
        vpc.subnet("app", "10.1.1.0/24", table: "app", hosts: true)
        vpc.table("app", ["10.2.0.0/16": "peering/p"])
      }
      network.vpc("right", "10.2.0.0/16") { vpc in
        vpc.subnet("app", "10.2.1.0/24", hosts: true)
      }
      network.peerings = [("p", "left", "right")]
      return network
    },
  ]

  /// An instance between two subnets.
  static func middlebox() -> NetworkBuilder {
    var network = NetworkBuilder(zones: ["a"])
    network.vpc("app", "10.0.0.0/16") { vpc in
      vpc.subnet("left", "10.0.1.0/24", table: "left", hosts: true)
      vpc.subnet("right", "10.0.2.0/24", table: "right", hosts: true)
      vpc.subnet("box", "10.0.3.0/24")
      vpc.table("left", ["subnet/right": "instance/box"])
      vpc.table("right", ["subnet/left": "instance/box"])
      vpc.instance("box", "box", check: false)
    }
    return network
  }
}
