/// Findings that a declaration shows.
extension Explanations {
  static let declarations: [Explanation] = [
    Explanation(
      "stickiness-with-appliance-mode",
      what:
        "A group sticks to 2- or 3-tuples, behind a transit gateway attachment in appliance mode.",
      why: "AWS documents the combination as not working: the two hash different fields.",
      example: "appliance_groups: { firewalls: { stickiness: 2_tuple } }",
      fix: "Set `stickiness: 5_tuple`."),
    Explanation(
      "idle-timeout-ignored",
      what: "`tcp_idle_timeout` is set, with 2- or 3-tuple stickiness.",
      why: "The timeout can be set for 5-tuple flows only; others have a fixed one.",
      example:
        "gateway_load_balancers: { inspection: { tcp_idle_timeout: 3600s } }   # stickiness: 2_tuple",
      fix: "Remove the timeout, or set `stickiness: 5_tuple`."),
    Explanation(
      "shadowed-route",
      what: "A route never decides, since better routes of the table cover all its addresses.",
      why: "Whoever wrote it thinks that it does something.",
      example: """
        app: { routes: { 0.0.0.0/0: internet_gateway, 0.0.0.0/1: transit_gateway/hub, 128.0.0.0/1: transit_gateway/hub } }
        """,
      fix: "Remove it, or the routes that cover it."),
    Explanation(
      "ambiguous-prefix-list",
      what: "Two prefix lists of one table overlap and lead to different targets.",
      why: "AWS picks one at random and keeps it; nobody can say which.",
      example: """
        app: { routes: { prefix_list/offices: transit_gateway/hub, prefix_list/partners: peering/p } }
        """,
      fix: "Remove the overlap, or let both lead to one target."),
    Explanation(
      "reserved-destination",
      what: "A route's destination lies in 169.254.168.0/22 or fd00:ec2::/32.",
      why: "AWS keeps these for its own services and never forwards them.",
      example: "app: { routes: { 169.254.169.0/24: transit_gateway/hub } }",
      fix: "Remove the route."),
    Explanation(
      "unreachable-endpoint",
      what:
        "No flow passes an endpoint, a NAT gateway, an instance that is a route's target, or an appliance group.",
      why: "It costs money, and is probably meant to be in somebody's way.",
      example:
        "gwlb_endpoints: { inspect: { subnet: gwlbe, service: security/inspection } }   # and no route to it",
      fix: "Route flows through it, or remove it."),
    Explanation(
      "dangling-association",
      what: "A route table is used by no subnet, no gateway and no attachment.",
      why: "Its routes look as if they decided something.",
      example: """
        internet_gateway: {}
        route_tables: { ingress: { routes: { subnet/alb: gwlb_endpoint/inspect@zone } } }
        """,
      fix: "Associate it (`internet_gateway: { route_table: ingress }`), or remove it."),
    Explanation(
      "endpoint-in-app-subnet",
      what: "A GWLB endpoint shares its subnet with hosts.",
      why:
        "Both use one route table, which cannot lead the hosts to the endpoint and the endpoint's packets on. Packets within a subnet pass no table at all.",
      example: """
        gwlb_endpoints: { inspect: { subnet: app, service: security/inspection } }
        instances: { web: { subnet: app } }
        """,
      fix: "Give the endpoint a subnet of its own."),
    Explanation(
      "attachment-endpoint-same-subnet",
      what: "A GWLB endpoint shares its subnet with a transit gateway attachment.",
      why:
        "One table cannot lead arriving packets to the endpoint and inspected packets back to the hub.",
      example: """
        gwlb_endpoints: { inspect: { subnet: tgw, service: inspection } }
        # and attachments: { inspection: { vpc: security, subnets: [tgw], … } }
        """,
      fix: "Give the endpoint and the attachment a subnet each."),
  ]
}
