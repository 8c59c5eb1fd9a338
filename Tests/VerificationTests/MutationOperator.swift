import FoundationEssentials
import Testing

/// One mistake that people make, in every place of the architectures where it can be made.
struct MutationOperator: Sendable, CustomTestStringConvertible {
  /// One place: a folder under `examples/architectures` or beside the tests, and what is written
  /// there in place of what.
  struct Site: Sendable {
    let folder: String
    let edits: [(String, String)]

    init(_ folder: String, _ edits: KeyValuePairs<String, String>) {
      self.folder = folder
      self.edits = edits.map { ($0.key, $0.value) }
    }

    /// The folder's topology with the mistake made.
    func text() throws -> String {
      let fixtures = try Fixture.architectures() + Fixture.all(in: "Correct")
      let name = folder.split(separator: "/").last.map(String.init) ?? ""
      var text = try #require(fixtures.first { $0.testDescription == name }).text()
      for (old, new) in edits {
        #expect(text.contains(old), "\(folder): \(old)")
        text = text.replacing(old, with: new)
      }
      return text
    }
  }

  let name: String
  /// One of these must be found.
  let expected: Set<String>
  let sites: [Site]
  var testDescription: String { name }

  static let all = routes + declarations + ipv6

  init(_ name: String, _ expected: String..., sites: Site...) {
    self.name = name
    self.expected = Set(expected)
    self.sites = sites
  }
}

/// Mistakes in routes and associations.
extension MutationOperator {
  static let routes: [MutationOperator] = [
    MutationOperator(
      "an edge route removed", "edge-table-missing",
      sites: .init("a-ingress", ["edge: { routes: { subnet/app: gwlb_endpoint/e } }": "edge: {}"]),
      .init(
        "b-distributed", ["subnet/app: gwlb_endpoint/e@zone": "subnet/app-a: gwlb_endpoint/e-a"]),
      .init(
        "g-shared-security", ["subnet/alb: gwlb_endpoint/e@zone": "subnet/alb-b: gwlb_endpoint/e-b"]
      )),
    MutationOperator(
      "no edge association", "edge-table-missing",
      sites: .init("a-ingress", ["{ route_table: edge }": "{}"]),
      .init("b-distributed", ["{ route_table: edge }": "{}"])),
    MutationOperator(
      "an edge route to another zone's endpoint", "edge-route-az-foreign",
      sites: .init(
        "b-distributed",
        [
          "subnet/app: gwlb_endpoint/e@zone":
            "subnet/app-a: gwlb_endpoint/e-a, subnet/app-b: gwlb_endpoint/e-a"
        ]),
      .init(
        "g-shared-security",
        [
          "subnet/alb: gwlb_endpoint/e@zone":
            "subnet/alb-a: gwlb_endpoint/e-b, subnet/alb-b: gwlb_endpoint/e-b"
        ])),
    MutationOperator(
      "a default route to another zone's endpoint", "az-mismatch",
      sites: .init(
        "b-distributed",
        [
          "app:   { routes: { 0.0.0.0/0: gwlb_endpoint/e@zone":
            "app:   { routes: { 0.0.0.0/0: gwlb_endpoint/e-b"
        ]
      ),
      .init(
        "g-shared-security",
        [
          "alb:   { routes: { 0.0.0.0/0: gwlb_endpoint/e@zone":
            "alb:   { routes: { 0.0.0.0/0: gwlb_endpoint/e-a"
        ]
      )),
    MutationOperator(
      "a default route in halves, one of them to another zone", "az-mismatch",
      sites: .init(
        "b-distributed",
        [
          "app:   { routes: { 0.0.0.0/0: gwlb_endpoint/e@zone":
            "app:   { routes: { 0.0.0.0/1: gwlb_endpoint/e@zone, 128.0.0.0/1: gwlb_endpoint/e-a"
        ])),
    MutationOperator(
      "a default route past the endpoint", "inspection-bypass-return", "inspection-bypass-forward",
      sites: .init(
        "a-ingress",
        [
          "app:  { routes: { 0.0.0.0/0: gwlb_endpoint/e":
            "app:  { routes: { 0.0.0.0/0: internet_gateway"
        ]),
      .init(
        "b-distributed",
        [
          "app:   { routes: { 0.0.0.0/0: gwlb_endpoint/e@zone":
            "app:   { routes: { 0.0.0.0/0: internet_gateway"
        ])),
    MutationOperator(
      "a hub's route past the inspection, one way", "inspection-bypass-return",
      "inspection-bypass-forward",
      sites: .init(
        "d-centralised",
        [
          "0.0.0.0/0: attachment/inspection":
            "0.0.0.0/0: attachment/inspection, 10.2.0.0/16: attachment/green"
        ])),
    MutationOperator(
      "a hub's route for one host past the inspection", "inspection-bypass-return",
      "inspection-bypass-forward",
      sites: .init(
        "d-centralised",
        [
          "0.0.0.0/0: attachment/inspection":
            "0.0.0.0/0: attachment/inspection, 10.2.0.20/32: attachment/green"
        ])),
    MutationOperator(
      "hub routes past the inspection, both ways", "policy-uninspected",
      sites: .init(
        "d-centralised",
        [
          "0.0.0.0/0: attachment/inspection":
            "0.0.0.0/0: attachment/inspection, 10.1.0.0/16: attachment/blue, 10.2.0.0/16: attachment/green"
        ])),
    MutationOperator(
      "a NAT gateway's subnet without its route back", "nat-return-bypass",
      sites: .init("c1-egress-replaced-local", ["10.0.0.0/16: gwlb_endpoint/e@zone, ": ""]),
      .init("c2-egress-subnet-routes", ["10.0.1.0/24: gwlb_endpoint/e, ": ""])),
    MutationOperator(
      "the same route to another zone's endpoint", "az-mismatch", "nat-return-bypass",
      sites: .init(
        "c1-egress-replaced-local",
        ["10.0.0.0/16: gwlb_endpoint/e@zone": "10.0.0.0/16: gwlb_endpoint/e-a"])),
    MutationOperator(
      "a route that is a black hole", "blackhole-explicit",
      sites: .init(
        "d-centralised", ["10.0.0.0/8: transit_gateway/hub": "10.0.0.0/8: blackhole"]),
      .init(
        "a-ingress",
        ["fw:   { routes: { 0.0.0.0/0: internet_gateway": "fw:   { routes: { 0.0.0.0/0: blackhole"])
    ),
    MutationOperator(
      "no route on from an endpoint", "blackhole-no-route",
      sites: .init(
        "b-distributed", ["gwlbe: { routes: { 0.0.0.0/0: internet_gateway } }": "gwlbe: {}"])),
    MutationOperator(
      "no way back on the hub", "one-way-reachability",
      sites: .init(
        "d-centralised",
        [
          "blue, subnets: [tgw], route_table: spokes, propagate_to: [inspected] }":
            "blue, subnets: [tgw], route_table: spokes }"
        ])),
    MutationOperator(
      "one direction left out between two subnets", "inspection-bypass-return",
      "inspection-bypass-forward",
      sites: .init(
        "e2-east-west-endpoint",
        ["right: { routes: { subnet/left: gwlb_endpoint/e } }": "right: {}"]),
      .init(
        "e1-east-west-instance",
        ["left:  { routes: { subnet/right: instance/firewall } }": "left:  {}"])),
    MutationOperator(
      "a target's own zone's endpoint", "alb-leg-asymmetric",
      sites: .init(
        "e3-load-balancer-targets",
        [
          "subnet/public-a: gwlb_endpoint/e-a, subnet/public-b: gwlb_endpoint/e-b":
            "subnet/public: gwlb_endpoint/e@zone"
        ])),
    MutationOperator(
      "services in another order on the way back", "inspection-order-mismatch",
      sites: .init(
        "Correct/chained",
        [
          "right: { routes: { subnet/left: gwlb_endpoint/fw } }":
            "right: { routes: { subnet/left: gwlb_endpoint/ids } }",
          "ids:   { routes: { subnet/right: gwlb_endpoint/fw } }":
            "ids:   { routes: { subnet/right: gwlb_endpoint/fw, subnet/left: gwlb_endpoint/fw } }",
          "fw:    { routes: { subnet/left: gwlb_endpoint/ids } }": "fw:    {}",
        ])),
    MutationOperator(
      "an endpoint's own subnet led back to it", "endpoint-self-route",
      sites: .init(
        "a-ingress",
        [
          "fw:   { routes: { 0.0.0.0/0: internet_gateway":
            "fw:   { routes: { 0.0.0.0/0: gwlb_endpoint/e"
        ])),
    MutationOperator(
      "a NAT gateway's own subnet led to it", "nat-loop",
      sites: .init(
        "c2-egress-subnet-routes",
        [
          "10.0.1.0/24: gwlb_endpoint/e, 0.0.0.0/0: internet_gateway":
            "10.0.1.0/24: gwlb_endpoint/e, 0.0.0.0/0: nat_gateway/nat"
        ])),
    MutationOperator(
      "NAT before inspection", "nat-before-inspection",
      sites: .init(
        "c2-egress-subnet-routes",
        [
          "private: { routes: { 0.0.0.0/0: gwlb_endpoint/e":
            "private: { routes: { 0.0.0.0/0: nat_gateway/nat",
          "fw:      { routes: { 0.0.0.0/0: nat_gateway/nat":
            "fw:      { routes: { 0.0.0.0/0: internet_gateway",
          "nat:     { routes: { 10.0.1.0/24: gwlb_endpoint/e, 0.0.0.0/0: internet_gateway":
            "nat:     { routes: { 0.0.0.0/0: gwlb_endpoint/e",
          "edge:    { routes: {": "edge:    { routes: { subnet/nat: gwlb_endpoint/e,",
        ])),
    MutationOperator(
      "IPv6 left out", "family-gap",
      sites: .init(
        "c2-egress-subnet-routes",
        [
          "0.0.0.0/0: gwlb_endpoint/e, \"::/0\": gwlb_endpoint/e":
            "0.0.0.0/0: gwlb_endpoint/e, \"::/0\": internet_gateway",
          "{ \"2001:db8:1:1::/64\": gwlb_endpoint/e }": "{}",
        ])),
    MutationOperator(
      "IPv6 out of an endpoint by an egress-only gateway", "egress-only-after-endpoint",
      sites: .init(
        "a-ingress",
        [
          "    internet_gateway: {":
            "    egress_only_internet_gateway: {}\n    internet_gateway: {",
          "\"::/0\": internet_gateway": "\"::/0\": egress_only_internet_gateway",
        ])),
  ]
}
