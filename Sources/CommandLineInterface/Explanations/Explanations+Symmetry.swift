/// Findings about what request and reply pass.
extension Explanations {
  static let symmetry: [Explanation] = [
    Explanation(
      "asymmetric-inspection",
      what: "Request and reply of a flow pass different stateful points.",
      why:
        "A firewall that sees one direction of a connection drops the other, or inspects half of it.",
      example: """
        right: { routes: { subnet/left: gwlb_endpoint/other } }
        left: { routes: { subnet/right: gwlb_endpoint/ids } }
        """,
      fix:
        "Let both directions pass the same endpoints, in opposite order. Between peered VPCs, inspect in one of them only."
    ),
    Explanation(
      "inspection-bypass-return",
      what: "The request is inspected, its reply takes a way past some of the same points.",
      why:
        "The reply is not inspected, and a firewall that never sees it drops the rest of the connection.",
      example: """
        ingress: { routes: { subnet/alb: gwlb_endpoint/inspect@zone } }
        alb:     { routes: { 0.0.0.0/0: internet_gateway } }          # past the endpoint
        """,
      fix:
        "Send the reply to the endpoint that the request passed: `0.0.0.0/0: gwlb_endpoint/inspect@zone`."
    ),
    Explanation(
      "inspection-bypass-forward",
      what: "The reply passes a point that never saw the request.",
      why:
        "AWS documents such flows as unsupported: a Gateway Load Balancer that did not see the first packet, and any stateful firewall behind it, drops the reply. TCP hangs; UDP and ICMP get through what keeps no state.",
      example: """
        transit_gateways:
          hub:
            route_tables:
              spokes: { routes: { 0.0.0.0/0: attachment/inspection, 10.2.0.0/16: attachment/right } }
        """,
      fix:
        "Remove the more specific route, or lead the request through the same endpoint as the reply."
    ),
    Explanation(
      "inspection-order-mismatch",
      what: "Request and reply pass the same points, the reply not in reverse order.",
      why: "Each service rewrites or judges what the other saw first; a chain must be mirrored.",
      example: """
        left:  { routes: { subnet/right: gwlb_endpoint/ids } }   # ids, then firewall
        right: { routes: { subnet/left: gwlb_endpoint/ids } }    # ids first again
        """,
      fix: "Let the reply enter the chain at its other end."),
    Explanation(
      "az-mismatch",
      what: "Request and reply pass the same service in different zones.",
      why:
        "Each zone's endpoint leads to flow state of its own: what the other zone's endpoint gets belongs to no flow and is dropped.",
      example: """
        alb: { routes: { 0.0.0.0/0: gwlb_endpoint/inspect-a } }
        ingress: { routes: { subnet/alb: gwlb_endpoint/inspect@zone } }
        """,
      fix: "Write `gwlb_endpoint/inspect@zone`, so that each zone's table uses its own endpoint."),
    Explanation(
      "edge-table-missing",
      what:
        "A subnet's packets to the outside are inspected, and packets from outside reach it by the VPC's local route: the gateway has no edge route table, or that table has no route for the subnet.",
      why:
        "Requests from the internet arrive uninspected. Their replies enter an endpoint that never saw the request: its load balancer drops TCP of no known flow, a stateful firewall the rest.",
      example: """
        internet_gateway: {}                                          # no route_table
        route_tables:
          alb: { routes: { 0.0.0.0/0: gwlb_endpoint/inspect@zone } }
        """,
      fix: """
        internet_gateway: { route_table: ingress }
        route_tables:
          ingress: { routes: { subnet/alb: gwlb_endpoint/inspect@zone } }
        """),
    Explanation(
      "edge-route-az-foreign",
      what:
        "The edge table sends a subnet to another zone's endpoint than the subnet's own table uses.",
      why: "Packets in and packets out meet different flow state, and one direction is dropped.",
      example: """
        edge: { routes: { subnet/app-a: gwlb_endpoint/e-a, subnet/app-b: gwlb_endpoint/e-a } }
        app: { routes: { 0.0.0.0/0: gwlb_endpoint/e@zone } }
        """,
      fix:
        "Write `subnet/app: gwlb_endpoint/e@zone`: in an edge table `@zone` is the destination's zone."
    ),
    Explanation(
      "nat-return-bypass",
      what:
        "Packets to a NAT gateway are inspected, what it restores goes back by the local route.",
      why: "The firewall sees requests only; it drops the connection or inspects half of it.",
      example: """
        nat: { routes: { subnet/app-b: gwlb_endpoint/e-b, 0.0.0.0/0: internet_gateway } }
        # and nothing for subnet/app-a, whose packets pass gwlb_endpoint/e-a on their way to the NAT gateway
        """,
      fix: "Add `subnet/app-a: gwlb_endpoint/e-a` to the table of the NAT gateway's subnet."),
    Explanation(
      "alb-leg-asymmetric",
      what:
        "Between a load balancer's node and one of its targets, request and reply pass different endpoints.",
      why:
        "A load balancer opens connections to targets in every zone. Where each subnet uses its own zone's endpoint, exactly the cross-zone connections fail.",
      example: """
        # the nodes stand in pub-a and pub-b, whose tables lead to gwlb_endpoint/e-a and gwlb_endpoint/e-b
        app-b: { routes: { subnet/pub-b: gwlb_endpoint/e-b, subnet/pub-a: gwlb_endpoint/e-b, subnet/app-a: gwlb_endpoint/e-a } }
        """,
      fix:
        "Let the endpoint follow the node's zone: `subnet/pub-a: gwlb_endpoint/e-a` in app-b."
    ),
    Explanation(
      "appliance-mode-off",
      what:
        "A transit gateway hands the two directions of a flow to different zones of the inspection VPC.",
      why:
        "Without appliance mode each direction keeps the zone that it came from, so flows between zones are inspected by two appliances that each see half.",
      example: """
        inspection: { vpc: inspection, subnets: [tgw], route_table: inspected }
        """,
      fix: "Set `appliance_mode: true` on the inspection VPC's attachment."),
    Explanation(
      "peering-vs-tgw-split",
      what: "One direction of a flow takes a VPC peering, the other a transit gateway.",
      why:
        "Only one direction passes what is inspected behind the transit gateway; where nothing is yet, whatever is put into either way sees half of each flow.",
      example: """
        app: { routes: { 0.0.0.0/0: transit_gateway/hub, 10.2.0.0/16: peering/p } }   # in one VPC
        app: { routes: { 0.0.0.0/0: transit_gateway/hub } }   # in 10.2.0.0/16
        """,
      fix: "Route both directions over the peering, or both over the transit gateway."),
    Explanation(
      "appliance-mode-multi-tgw",
      what:
        "A VPC that inspects in appliance mode is attached to more than one transit gateway.",
      why:
        "Each transit gateway chooses a flow's zone by itself. A flow that comes by one and leaves by another may return through another zone's endpoint.",
      example: """
        inspection: { vpc: inspection, subnets: [old], route_table: all }   # under a second transit gateway
        """,
      fix:
        "Attach a VPC that inspects to one transit gateway only, and peer the transit gateways' other VPCs."
    ),
    Explanation(
      "nat-before-inspection",
      what: "A NAT gateway translates flows before an endpoint inspects them.",
      why:
        "The firewall sees one address for all senders: its rules and logs cannot tell them apart.",
      example: """
        app: { routes: { 0.0.0.0/0: nat_gateway/nat@zone } }
        nat: { routes: { 0.0.0.0/0: gwlb_endpoint/e@zone } }
        """,
      fix:
        "Inspect first: the senders to the endpoint, the endpoint's subnet to the NAT gateway, and in the NAT gateway's subnet the way back through the endpoint."
    ),
    Explanation(
      "family-gap",
      what: "IPv4 and IPv6 of the same two ends pass different services.",
      why:
        "The two families are routed independently: `0.0.0.0/0` says nothing about IPv6, and one family goes uninspected unnoticed.",
      example: """
        # in one table
        "::/0": internet_gateway
        0.0.0.0/0: gwlb_endpoint/e@zone
        """,
      fix: "Give both families the same target; `subnet/NAME` as a destination covers both."),
  ]
}
