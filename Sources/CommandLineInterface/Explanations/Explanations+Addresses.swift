/// Problems of CIDRs and addresses.
extension Explanations {
  static let addresses: [Explanation] = [
    Explanation(
      "invalid-size", what: "A VPC's or a subnet's CIDR is larger or smaller than AWS allows.",
      why: "IPv4: /16 to /28.", example: "cidr: 10.0.0.0/8", fix: "Use a CIDR within the bounds."),
    Explanation(
      "outside-vpc", what: "A subnet's CIDR is not within one of its VPC's.",
      why: "AWS would refuse it.",
      example:
        "cidr: 10.20.0.0/16\nprivate-1b: { zone: eu-west-1b, cidr: 10.30.11.0/24, route_table: private-1b }",
      fix: "Choose a CIDR inside, or add one to the VPC."),
    Explanation(
      "overlapping-subnets", what: "Two subnets of a VPC overlap.",
      why: "An address must be in one subnet.",
      example:
        "private-1a: { zone: eu-west-1a, cidr: 10.20.8.0/21, route_table: private-1a }\nprivate-1b: { zone: eu-west-1b, cidr: 10.20.11.0/24, route_table: private-1b }",
      fix: "Make them disjoint."),
    Explanation(
      "overlapping-cidrs", what: "Two CIDRs overlap that may not.",
      why: "It would not be clear whose an address is.",
      example: "cidr: [10.20.0.0/16, 10.20.128.0/17]", fix: "Make them disjoint."),
    Explanation(
      "overlapping-peered-vpcs", what: "Two VPCs with a peering between them overlap.",
      why: "AWS would refuse it.",
      example:
        "cidr: 10.1.0.0/16   # of app\ncidr: [10.2.0.0/16, 10.1.128.0/24]   # of shared\ndirect: { between: [app, shared] }",
      fix: "Renumber one, or remove the peering."),
    Explanation(
      "outside-subnet", what: "An address is not within its subnet.",
      why: "Nothing could reach it.",
      example:
        "private-1a: { zone: eu-west-1a, cidr: 10.20.10.0/24, route_table: private-1a }\napi: { subnet: private-1a, address: 10.20.11.10 }",
      fix: "Choose an address of the subnet, or leave it out."),
    Explanation(
      "reserved-address", what: "An address is one of those that a subnet reserves.",
      why: "The first four and the last are the network's, the router's and AWS's own.",
      example: "api: { subnet: private-1a, address: 10.20.10.1 }   # the router",
      fix: "Choose another, or leave it out."),
    Explanation(
      "unusable-range",
      what: "Hosts' addresses lie in a range that is loopback, link-local, multicast or reserved.",
      why: "AWS and every kernel drop packets from it and to it: nothing would get through.",
      example: "public_address: 127.0.0.1", fix: "Choose a private or a public range."),
    Explanation(
      "duplicate-address", what: "Two things have the same address in one subnet.",
      why: "Only one would get its packets.",
      example: "db: { subnet: private-1a, address: 10.20.10.10 }   # another has it",
      fix: "Change one, or leave it out."),
    Explanation(
      "duplicate-public-address", what: "Two things have the same public address.",
      why: "It maps to one private address.",
      example:
        "nat-1a: { subnet: public-1a, public_address: 203.0.113.1 }\nbastion: { subnet: public-1a, address: 10.20.0.10, public_address: 203.0.113.1 }",
      fix: "Change one."),
    Explanation(
      "invalid-public-address",
      what: "A public address lies in a VPC or among the internet's hosts.",
      why: "It must be the internet gateway's to translate.",
      example: "bastion: { subnet: public-1a, address: 10.20.0.10, public_address: 10.20.0.20 }",
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
      example:
        "firewalls: { subnets: [inspect], size: 24, appliance: pass_through }   # in a /28 a zone",
      fix: "Use a larger subnet."),
    Explanation(
      "missing-family", what: "Something needs a family that its subnet has not.",
      why: "It would have no address.",
      example:
        "public-1b: { zone: eu-west-1b, ipv6_cidr: \"2001:db8:20:1::/64\", route_table: public }\nnat-1b: { subnet: public-1b, public_address: 203.0.113.2 }",
      fix: "Add the CIDR, or remove the address."),
    Explanation(
      "quota-exceeded", what: "There is more of something than AWS's default quota allows.",
      why: "AWS would refuse it until the quota is raised.", example: "a route table of 80 routes",
      fix: "Summarise, or have the quota raised."),
  ]
}
