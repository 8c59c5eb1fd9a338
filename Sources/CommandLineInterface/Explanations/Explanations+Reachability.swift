/// Findings about packets that are lost or go round.
extension Explanations {
  static let reachability: [Explanation] = [
    Explanation(
      "one-way-reachability",
      what: "A request arrives and its reply is lost.",
      why: "Every connection times out, although half of the routing is right.",
      example: """
        alb: { routes: { 198.51.101.0/24: gwlb_endpoint/inspect@zone } }
        # while clients come from 198.51.100.0/24, and their answers have no route
        """,
      fix: "Add the way back to the table that the finding names."),
    Explanation(
      "blackhole-no-route",
      what: "A packet was sent on its way, and then a table had no route for it.",
      why: "The sender's own table promises a way that ends in the middle.",
      example: """
        tgw: { zones: { a: 10.100.0.0/28, b: 10.100.1.0/28 } }
        # no route_table: what arrives from the hub finds local routes only
        """,
      fix: "Add the route to the table that the finding names, or withdraw the promise before it."),
    Explanation(
      "blackhole-explicit",
      what: "A packet was sent on its way and met a `blackhole` route.",
      why:
        "If that is meant, it is better said in the sender's own table, where no resources are used.",
      example: """
        fw: { routes: { 0.0.0.0/0: transit_gateway/hub, 10.2.1.0/24: blackhole } }
        """,
      fix: "Remove the route, or send nothing there."),
    Explanation(
      "blackhole-az",
      what: "A route leads to a transit gateway from a zone in which the attachment has no subnet.",
      why:
        "AWS drops such packets: resources reach a transit gateway only in zones that it is attached in.",
      example: """
        app: { routes: { 0.0.0.0/0: transit_gateway/hub } }
        left: { vpc: left, subnets: [tgw], route_table: spokes, propagate_to: [inspected] }
        # while a subnet of `left` is in a zone in which `tgw` has none
        """,
      fix: "Attach a subnet of every zone that has workloads."),
    Explanation(
      "blackhole-peering-transit",
      what:
        "A packet was sent over a peering that is not between its source's and its destination's VPC.",
      why:
        "Peerings are not transitive and give no access to the peer's gateways; AWS drops the packet.",
      example: """
        app: { routes: { 10.0.0.0/8: peering/l } }
        # while only a part of 10.0.0.0/8 is the peer's
        """,
      fix: "Peer the two VPCs, or use a transit gateway."),
    Explanation(
      "eip-return-via-nat",
      what: "An instance has a public address, and its replies leave through a NAT gateway.",
      why:
        "The NAT gateway knows no such connection; the client would see another address. Replies are dropped.",
      example: """
        app: { routes: { 0.0.0.0/0: nat_gateway/nat } }
        # while an instance in a subnet with this table has a public_address
        """,
      fix:
        "Put the instance into a subnet whose default is the internet gateway, or an endpoint before it."
    ),
    Explanation(
      "igw-no-public-mapping",
      what:
        "A sender without public address reaches an internet gateway, or an edge table leads to an instance without one.",
      why:
        "An internet gateway translates one public address to one private; what has none is dropped.",
      example: """
        fw: { routes: { 0.0.0.0/0: internet_gateway } }
        # the way out of hosts none of which has a public_address
        """,
      fix: "Give it a `public_address`, or send it through a NAT gateway."),
    Explanation(
      "source-dest-check",
      what: "An instance is a route's target and checks source and destination.",
      why: "With the check on, an interface drops every packet that is not from or for itself.",
      example: """
        box: { subnet: box }
        left: { routes: { subnet/right: instance/box } }
        """,
      fix: "Set `source_dest_check: false` on the instance."),
    Explanation(
      "egress-only-after-endpoint",
      what: "IPv6 leaves a GWLB endpoint towards an egress-only internet gateway.",
      why: "AWS drops it: the two do not work together.",
      example: """
        "::/0": egress_only_internet_gateway   # in the table of an endpoint's subnet
        """,
      fix: "Use `internet_gateway`, and let the firewall refuse new flows from outside."),
    Explanation(
      "crosszone-off-single-az-targets",
      what:
        "An endpoint is used in a zone in which its load balancer has no appliance, and cross-zone load balancing is off.",
      why:
        "Every node uses its own zone's appliances only: all flows through this endpoint are dropped.",
      example: """
        inspection: { subnets: [inspect], appliance_group: firewalls }
        firewalls: { subnets: [inspect-a], size: 2, appliance: { firewall: { rules: firewall.nft } } }
        e: { subnet: fw, service: security/inspection }
        """,
      fix: "Set `cross_zone: true`, or give the group members in every zone."),
    Explanation(
      "summary-gap",
      what:
        "A summary route covers some VPCs of a transit gateway, and not one that sends packets here.",
      why: "Requests of that VPC arrive, and the answers have no route.",
      example: """
        app: { routes: { 10.0.0.0/14: transit_gateway/hub } }   # while 10.9.0.0/16 is on the hub, too
        """,
      fix: "Widen the summary, or add a route for the VPC that it misses."),
    Explanation(
      "overlapping-cidr",
      what:
        "A transit gateway's table leads to two VPCs that have addresses in common, or a network on premises has addresses of the VPC whose virtual private gateway leads there.",
      why:
        "The same address is two hosts: which of them is reached depends on the longer prefix, and within a VPC its local route keeps every packet.",
      example:
        "inspected: { routes: { 10.1.128.0/17: attachment/right } }   # left has 10.1.0.0/16",
      fix: "Give one of the two other addresses, or let only one of them be in the table."),
    Explanation(
      "tgw-propagation-suppressed",
      what: "Two attachments propagate the same or overlapping addresses to one table.",
      why:
        "AWS installs the older attachment's route only, and says nothing: the other VPC is cut off.",
      example: """
        left: { vpc: left, subnets: [tgw], route_table: spokes, propagate_to: [inspected] }
        right: { vpc: right, subnets: [tgw], route_table: spokes, propagate_to: [inspected] }
        # both VPCs have cidr: 10.1.0.0/16
        """,
      fix: "Give one of the two VPCs other addresses, or propagate only one of them."),
    Explanation(
      "loop",
      what: "A packet comes back to a place where it was, with the same destination.",
      why: "It goes round until its hop limit ends it, and never arrives.",
      example: """
        one: { routes: { 10.9.0.0/16: instance/two } }
        two: { routes: { 10.9.0.0/16: instance/one } }
        """,
      fix: "Make one table of the cycle lead towards the destination."),
    Explanation(
      "loop-tgw-inspection",
      what:
        "An inspection VPC's attachment is associated with a table that leads back to the inspection VPC.",
      why: "What was inspected is inspected again, for ever.",
      example: """
        inspection: { vpc: inspection, subnets: [tgw], route_table: spokes, appliance_mode: true }
        spokes: { routes: { 0.0.0.0/0: attachment/inspection } }
        """,
      fix: "Associate the inspection attachment with a table of its own that leads to the spokes."),
    Explanation(
      "endpoint-self-route",
      what: "The table of an endpoint's subnet leads inspected packets back into the endpoint.",
      why:
        "They are inspected again and again. Usual cause: the endpoint shares the workloads' table.",
      example: """
        endpoints: { routes: { 0.0.0.0/0: gwlb_endpoint/inspect@zone } }
        inspect: { subnet: gwlbe, service: security/inspection }
        """,
      fix: "Give the endpoint's subnet a table of its own: `0.0.0.0/0: internet_gateway`."),
    Explanation(
      "nat-loop",
      what: "What a NAT gateway has translated is routed back to it.",
      why:
        "The packet never gets out. Either the gateway stands in a subnet whose default route leads to itself, or its route back to clients is for more than the clients that the endpoint's table knows: the rest comes back to the gateway.",
      example: """
        app: { routes: { 0.0.0.0/0: nat_gateway/nat } }
        # while the NAT gateway stands in a subnet that uses this table
        """,
      fix:
        "Put the NAT gateway into a subnet of its own, with `0.0.0.0/0: internet_gateway`; give the endpoint's table the same destinations as the gateway's way back."
    ),
  ]
}
