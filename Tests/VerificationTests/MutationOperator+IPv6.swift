/// The mistakes of IPv4, made in IPv6 alone.
extension MutationOperator {
  static let ipv6: [MutationOperator] = [
    MutationOperator(
      "an IPv6 edge route removed", "edge-table-missing",
      sites: .init(
        "Correct/dual-stack",
        [
          "edge: { routes: { subnet/app: gwlb_endpoint/e@zone } }":
            "edge: { routes: { 10.0.1.0/24: gwlb_endpoint/e-a, 10.0.2.0/24: gwlb_endpoint/e-b } }"
        ]),
      .init(
        "c2-egress-subnet-routes",
        ["edge:    { routes: { \"2001:db8:1:1::/64\": gwlb_endpoint/e } }": "edge:    {}"])),
    MutationOperator(
      "an IPv6 edge route to another zone's endpoint", "edge-route-az-foreign",
      sites: .init(
        "Correct/dual-stack",
        [
          "edge: { routes: { subnet/app: gwlb_endpoint/e@zone } }":
            "edge: { routes: { 10.0.1.0/24: gwlb_endpoint/e-a, 10.0.2.0/24: gwlb_endpoint/e-b, \"2001:db8:1:1::/64\": gwlb_endpoint/e-b, \"2001:db8:1:2::/64\": gwlb_endpoint/e-b } }"
        ])),
    MutationOperator(
      "an IPv6 default route to another zone's endpoint", "az-mismatch",
      sites: .init(
        "Correct/dual-stack",
        ["\"::/0\": gwlb_endpoint/e@zone": "\"::/0\": gwlb_endpoint/e-a"])),
    MutationOperator(
      "an IPv6 default route in halves, one of them to another zone", "az-mismatch",
      sites: .init(
        "Correct/dual-stack",
        [
          "\"::/0\": gwlb_endpoint/e@zone":
            "\"2000::/4\": gwlb_endpoint/e@zone\n          \"3000::/4\": gwlb_endpoint/e-b"
        ])),
    MutationOperator(
      "an IPv6 default route past the endpoint", "inspection-bypass-return",
      "inspection-bypass-forward",
      sites: .init(
        "Correct/dual-stack", ["\"::/0\": gwlb_endpoint/e@zone": "\"::/0\": internet_gateway"]),
      .init(
        "a-ingress",
        [
          "0.0.0.0/0: gwlb_endpoint/e, \"::/0\": gwlb_endpoint/e":
            "0.0.0.0/0: gwlb_endpoint/e, \"::/0\": internet_gateway"
        ])),
    MutationOperator(
      "IPv6 past the endpoint both ways", "family-gap",
      sites: .init(
        "a-ingress",
        [
          "0.0.0.0/0: gwlb_endpoint/e, \"::/0\": gwlb_endpoint/e":
            "0.0.0.0/0: gwlb_endpoint/e, \"::/0\": internet_gateway",
          "edge: { routes: { subnet/app: gwlb_endpoint/e } }":
            "edge: { routes: { 10.0.1.0/24: gwlb_endpoint/e } }",
        ])),
    MutationOperator(
      "no IPv6 route on from an endpoint", "blackhole-no-route", "one-way-reachability",
      sites: .init("Correct/dual-stack", ["          \"::/0\": internet_gateway\n": ""]),
      .init(
        "Correct/ipv6-centralised", ["fw: { routes: { \"::/0\": transit_gateway/hub } }": "fw: {}"])
    ),
    MutationOperator(
      "an IPv6 route that is a black hole", "blackhole-explicit",
      sites: .init(
        "Correct/ipv6-centralised",
        [
          "fw: { routes: { \"::/0\": transit_gateway/hub } }":
            "fw: { routes: { \"::/0\": blackhole } }"
        ]
      )),
    MutationOperator(
      "an IPv6 hub's route past the inspection, one way", "inspection-bypass-return",
      "inspection-bypass-forward",
      sites: .init(
        "Correct/ipv6-centralised",
        [
          "\"::/0\": attachment/inspection":
            "\"::/0\": attachment/inspection, \"2001:db8:200::/56\": attachment/green"
        ])),
    MutationOperator(
      "an IPv6 hub's route for one host past the inspection", "inspection-bypass-return",
      "inspection-bypass-forward",
      sites: .init(
        "Correct/ipv6-centralised",
        [
          "\"::/0\": attachment/inspection":
            "\"::/0\": attachment/inspection, \"2001:db8:200:1::99/128\": attachment/green"
        ])),
    MutationOperator(
      "IPv6 hub routes past the inspection, both ways", "policy-uninspected",
      sites: .init(
        "Correct/ipv6-centralised",
        [
          "\"::/0\": attachment/inspection":
            "\"::/0\": attachment/inspection, \"2001:db8:100::/56\": attachment/blue, \"2001:db8:200::/56\": attachment/green"
        ])),
    MutationOperator(
      "appliance mode off, for IPv6", "appliance-mode-off",
      sites: .init("Correct/ipv6-centralised", [", appliance_mode: true": ""])),
    MutationOperator(
      "no IPv6 way back on the hub", "one-way-reachability",
      sites: .init(
        "Correct/ipv6-centralised",
        [
          "blue, subnets: [tgw], route_table: spokes, propagate_to: [inspected] }":
            "blue, subnets: [tgw], route_table: spokes }"
        ])),
    MutationOperator(
      "the inspection's attachment has the spokes' table, for IPv6", "loop-tgw-inspection",
      sites: .init(
        "Correct/ipv6-centralised",
        [
          "inspection, subnets: [tgw], route_table: inspected":
            "inspection, subnets: [tgw], route_table: spokes"
        ]
      )),
    MutationOperator(
      "an attachment without a zone, for IPv6", "blackhole-az",
      sites: .init(
        "Correct/ipv6-centralised",
        ["blue:       { vpc: blue, subnets: [tgw]": "blue:       { vpc: blue, subnets: [tgw-a]"])),
    MutationOperator(
      "IPv6 left out in one direction between two subnets", "inspection-bypass-return",
      "inspection-bypass-forward",
      sites: .init(
        "Correct/ipv6-east-west",
        [", \"2001:db8:1:1::/64\": gwlb_endpoint/fw } }": " } }"])),
    MutationOperator(
      "services in another order on the way back, for IPv6", "inspection-order-mismatch",
      sites: .init(
        "Correct/ipv6-east-west",
        [
          ", \"2001:db8:1:1::/64\": gwlb_endpoint/fw } }":
            ", \"2001:db8:1:1::/64\": gwlb_endpoint/ids } }",
          "\"2001:db8:1:2::/64\": gwlb_endpoint/fw } }":
            "\"2001:db8:1:2::/64\": gwlb_endpoint/fw, \"2001:db8:1:1::/64\": gwlb_endpoint/fw } }",
          ", \"2001:db8:1:1::/64\": gwlb_endpoint/ids } }\n    gwlb": " } }\n    gwlb",
        ])),
    MutationOperator(
      "one service for IPv4 and two for IPv6", "family-gap",
      sites: .init(
        "Correct/ipv6-east-west",
        [
          "left:  { routes: { 10.0.2.0/24: gwlb_endpoint/ids":
            "left:  { routes: { 10.0.2.0/24: gwlb_endpoint/fw",
          "fw:    { routes: { 10.0.1.0/24: gwlb_endpoint/ids, ": "fw:    { routes: { ",
        ])),
    MutationOperator(
      "an endpoint's own subnet led back to it, for IPv6", "endpoint-self-route", "loop",
      sites: .init(
        "a-ingress",
        [
          "0.0.0.0/0: internet_gateway, \"::/0\": internet_gateway":
            "0.0.0.0/0: internet_gateway, \"::/0\": gwlb_endpoint/e"
        ])),
    MutationOperator(
      "a peering routed on one side, for IPv6", "one-way-reachability",
      sites: .init(
        "Correct/ipv6-peered",
        ["data: { routes: { \"2001:db8:100::/56\": peering/shared } }": "data: {}"])),
    MutationOperator(
      "a peering for what is beyond it, for IPv6", "blackhole-peering-transit",
      sites: .init(
        "Correct/ipv6-peered",
        ["\"2001:db8:100::/56\": peering/shared": "\"::/0\": peering/shared"])),
    MutationOperator(
      "IPv6 expected in by an egress-only gateway", "eigw-inbound",
      sites: .init(
        "Correct/ipv6-peered",
        [
          "peerings:":
            "expect:\n  - { from: internet, to: other/instance/web, path: direct }\n\npeerings:"
        ])),
  ]
}
