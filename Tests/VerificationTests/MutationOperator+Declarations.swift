/// Mistakes in what is declared, and what nobody needs.
extension MutationOperator {
  static let declarations: [MutationOperator] = [
    MutationOperator(
      "no appliance mode", "appliance-mode-off",
      sites: .init("d-centralised", [", appliance_mode: true": ""])),
    MutationOperator(
      "the inspection's attachment with the spokes' table", "loop-tgw-inspection",
      sites: .init(
        "d-centralised",
        ["route_table: inspected, appliance_mode": "route_table: spokes, appliance_mode"])),
    MutationOperator(
      "an attachment without one of its zones", "blackhole-az",
      sites: .init("d-centralised", ["blue, subnets: [tgw]": "blue, subnets: [tgw-a]"])),
    MutationOperator(
      "a second transit gateway at the inspection", "appliance-mode-multi-tgw",
      sites: .init(
        "d-centralised",
        [
          "\ninspection:\n":
            "  spare:\n    attachments: { inspection: { vpc: inspection, subnets: [tgw], route_table: t } }\n    route_tables: { t: {} }\n\ninspection:\n"
        ])),
    MutationOperator(
      "appliance mode where nothing inspects", "appliance-mode-useless",
      sites: .init(
        "d-centralised",
        [
          "blue, subnets: [tgw], route_table: spokes,":
            "blue, subnets: [tgw], route_table: spokes, appliance_mode: true,"
        ])),
    MutationOperator(
      "addresses that another VPC of the hub has", "tgw-propagation-suppressed", "overlapping-cidr",
      sites: .init("d-centralised", ["10.2.": "10.1."])),
    MutationOperator(
      "a peering in one direction", "peering-vs-tgw-split",
      sites: .init(
        "d-centralised",
        [
          "cidr: 10.1.0.0/16\n    subnets:\n      app: { zones: { a: 10.1.0.0/24, b: 10.1.1.0/24 }, route_table: app }\n      tgw: { zones: { a: 10.1.100.0/28, b: 10.1.101.0/28 } }\n    route_tables:\n      app: { routes: {":
            "cidr: 10.1.0.0/16\n    subnets:\n      app: { zones: { a: 10.1.0.0/24, b: 10.1.1.0/24 }, route_table: app }\n      tgw: { zones: { a: 10.1.100.0/28, b: 10.1.101.0/28 } }\n    route_tables:\n      app: { routes: { 10.2.0.0/16: peering/direct,",
          "\ninspection:\n": "\npeerings: { direct: { between: [blue, green] } }\n\ninspection:\n",
        ])),
    MutationOperator(
      "a peering for what is not the peer's", "blackhole-peering-transit",
      sites: .init(
        "e2-east-west-endpoint",
        [
          "left:  { routes: { subnet/right: gwlb_endpoint/e }":
            "left:  { routes: { subnet/right: gwlb_endpoint/e, 10.9.0.0/16: peering/x }",
          "\nexpect:\n":
            "  other:\n    cidr: 10.8.0.0/16\n    subnets: { one: { cidr: 10.8.0.0/24, zone: a } }\n  third:\n    cidr: 10.9.0.0/16\n    subnets: { one: { cidr: 10.9.0.0/24, zone: a } }\n\npeerings: { x: { between: [app, other] } }\n\nexpect:\n",
        ])),
    MutationOperator(
      "an address check on a middlebox", "source-dest-check",
      sites: .init("e1-east-west-instance", [", source_dest_check: false": ""])),
    MutationOperator(
      "an instance without a public address", "igw-no-public-mapping",
      sites: .init("a-ingress", [", public_address: 203.0.113.10": ""])),
    MutationOperator(
      "a public address behind a NAT gateway", "eip-return-via-nat",
      sites: .init(
        "c1-egress-replaced-local",
        [
          "    nat_gateways:":
            "    instances: { web: { subnet: app-a, public_address: 203.0.113.20 } }\n    nat_gateways:"
        ])),
    MutationOperator(
      "no appliance in a zone", "crosszone-off-single-az-targets",
      sites: .init("b-distributed", ["size: 2": "size: 1"]),
      .init("d-centralised", ["size: 2": "size: 1"])),
    MutationOperator(
      "other stickiness with appliance mode", "stickiness-with-appliance-mode",
      sites: .init(
        "d-centralised", ["appliance: pass_through": "appliance: pass_through, stickiness: 3_tuple"]
      )),
    MutationOperator(
      "an idle timeout that AWS ignores", "idle-timeout-ignored",
      sites: .init(
        "b-distributed",
        [
          "appliance: pass_through": "appliance: pass_through, stickiness: 2_tuple",
          "appliance_group: firewalls }": "appliance_group: firewalls, tcp_idle_timeout: 600s }",
        ])),
    MutationOperator(
      "an endpoint in the attachment's subnet", "attachment-endpoint-same-subnet",
      sites: .init("d-centralised", ["e: { subnet: fw": "e: { subnet: tgw"])),
    MutationOperator(
      "hosts in the endpoint's subnet", "endpoint-in-app-subnet",
      sites: .init(
        "e2-east-west-endpoint",
        [
          "fw:    { cidr: 10.0.3.0/28, zone: a }":
            "fw:    { cidr: 10.0.3.0/28, zone: a, hosts: true }"
        ])),
    MutationOperator(
      "an endpoint that no route leads to", "unreachable-endpoint",
      sites: .init(
        "e2-east-west-endpoint",
        [
          "      e: { subnet: fw, service: security/inspection }":
            "      e: { subnet: fw, service: security/inspection }\n      spare: { subnet: fw, service: security/inspection }"
        ])),
    MutationOperator(
      "a table of nobody's", "dangling-association",
      sites: .init(
        "a-ingress",
        [
          "    route_tables:\n":
            "    route_tables:\n      spare: { routes: { 0.0.0.0/0: internet_gateway } }\n"
        ])),
    MutationOperator(
      "a route into AWS's own range", "reserved-destination",
      sites: .init(
        "a-ingress", ["app:  { routes: {": "app:  { routes: { 169.254.168.0/24: gwlb_endpoint/e,"])),
    MutationOperator(
      "two prefix lists that share an entry", "ambiguous-prefix-list",
      sites: .init(
        "b-distributed",
        [
          "app:   { routes: {":
            "app:   { routes: { prefix_list/one: gwlb_endpoint/e-a, prefix_list/two: gwlb_endpoint/e-b,",
          "\nvpcs:\n":
            "\nprefix_lists: { one: [192.0.2.0/24], two: [192.0.2.0/24, 198.18.0.0/15] }\n\nvpcs:\n",
        ])),
    MutationOperator(
      "a route that its default says already", "ineffective-route",
      sites: .init(
        "a-ingress", ["app:  { routes: {": "app:  { routes: { 192.0.2.0/24: gwlb_endpoint/e,"])),
    MutationOperator(
      "a route to nobody", "route-never-used",
      sites: .init(
        "d-centralised",
        ["inspected: {}": "inspected: { routes: { 10.9.0.0/16: attachment/blue } }"])
    ),
    MutationOperator(
      "a demand that selects nothing", "policy-vacuous",
      sites: .init(
        "e2-east-west-endpoint",
        [
          "\nexpect:\n":
            "\ninspection:\n  - { name: out, between: [internet, app], through: security/gateway_load_balancer/inspection }\n\nexpect:\n"
        ])),
    MutationOperator(
      "a demand within a subnet", "intra-subnet-uninspectable",
      sites: .init(
        "e2-east-west-endpoint",
        [
          "\nexpect:\n":
            "\ninspection:\n  - { name: in, between: [app/subnet/left, app/subnet/left], through: security/gateway_load_balancer/inspection }\n\nexpect:\n"
        ])),
    MutationOperator(
      "an expectation that does not hold", "expectation-failed",
      sites: .init("e2-east-west-endpoint", ["path: inspected": "path: direct"])),
    MutationOperator(
      "a demand for hosts that only answer", "eigw-inbound",
      sites: .init(
        "a-ingress",
        [
          "internet_gateway: { route_table: edge }": "egress_only_internet_gateway: {}",
          "app: { cidr: 10.0.1.0/24, ipv6_cidr": "app: { ipv6_cidr",
          "      edge: { routes: { subnet/app: gwlb_endpoint/e } }\n": "",
          "0.0.0.0/0: gwlb_endpoint/e, \"::/0\": gwlb_endpoint/e":
            "\"::/0\": egress_only_internet_gateway",
          "0.0.0.0/0: internet_gateway, \"::/0\": internet_gateway": "",
          "web: { subnet: app, public_address: 203.0.113.10 }": "web: { subnet: app }",
          "inspection:\n  - { name: ingress, between: [internet, app], through: security/gateway_load_balancer/inspection }":
            "expect: [{ from: internet, to: app/instance/web, path: direct }]",
        ])),
    MutationOperator(
      "a host in the VPC that inspects", "irregular-vpc",
      sites: .init(
        "d-centralised",
        [
          "      fw:  { zones":
            "      own: { cidr: 10.100.30.0/24, zone: a, route_table: own }\n      fw:  { zones",
          "      in:  {": "      own: { routes: { 0.0.0.0/0: transit_gateway/hub } }\n      in:  {",
          "10.0.0.0/8: gwlb_endpoint/e@zone,":
            "10.0.0.0/8: gwlb_endpoint/e@zone, subnet/own: gwlb_endpoint/e@zone,",
          "inspected: {}":
            "inspected: { routes: { 0.0.0.0/0: attachment/inspection, 10.0.0.0/8: blackhole } }",
        ])),
    // What AWS itself refuses.
    MutationOperator(
      "a target that is not there", "dangling-target",
      sites: .init(
        "a-ingress",
        [
          "app:  { routes: { 0.0.0.0/0: gwlb_endpoint/e":
            "app:  { routes: { 0.0.0.0/0: gwlb_endpoint/x"
        ]),
      .init("d-centralised", ["attachment/inspection }": "attachment/inspect }"])),
    MutationOperator(
      "a route in an edge table to what no subnet is", "invalid-ingress-destination",
      sites: .init(
        "a-ingress", ["subnet/app: gwlb_endpoint/e }": "10.0.0.0/20: gwlb_endpoint/e }"]),
      // So that nothing comes in by a gateway of the inspection VPC and leaves by its hub.
      .init(
        "d-centralised",
        [
          "    internet_gateway: {}": "    internet_gateway: { route_table: edge }",
          "      in:  {":
            "      edge: { routes: { 10.1.0.0/16: gwlb_endpoint/e-a } }\n      in:  {",
        ])),
    MutationOperator(
      "a route to half a subnet", "invalid-more-specific-local",
      sites: .init(
        "e2-east-west-endpoint", ["subnet/right: gwlb_endpoint/e": "10.0.2.0/25: gwlb_endpoint/e"])),
    MutationOperator(
      "two attachment subnets in a zone", "duplicate-zone",
      sites: .init(
        "d-centralised", ["blue, subnets: [tgw]": "blue, subnets: [tgw, app-a]"])),
  ]
}
