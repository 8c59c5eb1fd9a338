/// Problems of CIDRs and addresses.
extension Explanations {
  static let addresses: [Explanation] = [
    Explanation(
      "invalid-size", what: "A VPC's or a subnet's CIDR is larger or smaller than AWS allows.",
      why: "IPv4: /16 to /28.", example: "cidr: 10.0.0.0/8", fix: "Use a CIDR within the bounds."),
    Explanation(
      "outside-vpc", what: "A subnet's CIDR is not within one of its VPC's.",
      why: "AWS would refuse it.",
      example: "app: { cidr: 10.0.0.0/16, subnets: { x: { cidr: 10.1.0.0/24 } } }",
      fix: "Choose a CIDR inside, or add one to the VPC."),
    Explanation(
      "overlapping-subnets", what: "Two subnets of a VPC overlap.",
      why: "An address must be in one subnet.",
      example: "one: 10.0.1.0/24, two: 10.0.1.128/25", fix: "Make them disjoint."),
    Explanation(
      "overlapping-cidrs", what: "Two CIDRs overlap that may not.",
      why: "It would not be clear whose an address is.",
      example: "cidr: [10.0.0.0/16, 10.0.128.0/17]", fix: "Make them disjoint."),
    Explanation(
      "overlapping-peered-vpcs", what: "Two VPCs with a peering between them overlap.",
      why: "AWS would refuse it.",
      example: "left 10.0.0.0/16, right 10.0.0.0/16, peering between them",
      fix: "Renumber one, or remove the peering."),
    Explanation(
      "outside-subnet", what: "An address is not within its subnet.",
      why: "Nothing could reach it.",
      example: "instances: { web: { subnet: app, address: 10.9.9.9 } }",
      fix: "Choose an address of the subnet, or leave it out."),
    Explanation(
      "reserved-address", what: "An address is one of those that a subnet reserves.",
      why: "The first four and the last are the network's, the router's and AWS's own.",
      example: "address: 10.0.1.1",
      fix: "Choose another, or leave it out."),
    Explanation(
      "unusable-range",
      what: "Hosts' addresses lie in a range that is loopback, link-local, multicast or reserved.",
      why: "AWS and every kernel drop packets from it and to it: nothing would get through.",
      example: "public_address: 127.0.0.1", fix: "Choose a private or a public range."),
    Explanation(
      "duplicate-address", what: "Two things have the same address in one subnet.",
      why: "Only one would get its packets.",
      example: "web: { address: 10.0.1.9 }, api: { address: 10.0.1.9 }",
      fix: "Change one, or leave it out."),
    Explanation(
      "duplicate-public-address", what: "Two things have the same public address.",
      why: "It maps to one private address.",
      example: "public_addresses: { alb-a: 203.0.113.10, alb-b: 203.0.113.10 }", fix: "Change one."),
    Explanation(
      "invalid-public-address",
      what: "A public address lies in a VPC or among the internet's hosts.",
      why: "It must be the internet gateway's to translate.", example: "public_address: 10.0.1.9",
      fix: "Choose one outside all VPCs and outside `internet.cidr`."),
    Explanation(
      "missing-public-address",
      what: "A node of an internet-facing load balancer has no public address.",
      why: "Clients in that zone's share of names could not reach it.",
      example: "public_addresses: { alb-a: 203.0.113.10 }   # and nothing for alb-b",
      fix: "Give every node one, or none."),
    Explanation(
      "subnet-full", what: "A subnet has no free address left.",
      why: "Five of a subnet's addresses are reserved.",
      example: "a /28 with twelve instances", fix: "Use a larger subnet."),
    Explanation(
      "missing-family", what: "Something needs a family that its subnet has not.",
      why: "It would have no address.",
      example: "ipv6_address in a subnet without ipv6_cidr",
      fix: "Add the CIDR, or remove the address."),
    Explanation(
      "quota-exceeded", what: "There is more of something than AWS's default quota allows.",
      why: "AWS would refuse it until the quota is raised.", example: "a route table of 80 routes",
      fix: "Summarise, or have the quota raised."),
  ]
}
