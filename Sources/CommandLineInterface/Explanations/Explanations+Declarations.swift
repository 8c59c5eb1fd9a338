/// Findings that a declaration shows.
extension Explanations {
  static let declarations: [Explanation] = [
    Explanation(
      "stickiness-with-appliance-mode",
      what:
        "A group sticks to 2- or 3-tuples, behind a transit gateway attachment in appliance mode.",
      why: "AWS documents the combination as not working: the two hash different fields.",
      example: """
        firewalls: { subnets: [inspect], size: 2, appliance: { firewall: { rules: firewall.nft } }, stickiness: 2_tuple }
        inspection: { vpc: inspection, subnets: [tgw], route_table: inspected, appliance_mode: true }
        """,
      fix: "Set `stickiness: 5_tuple`."),
    Explanation(
      "idle-timeout-ignored",
      what: "`tcp_idle_timeout` is set, with 2- or 3-tuple stickiness.",
      why: "The timeout can be set for 5-tuple flows only; others have a fixed one.",
      example: """
        inspection: { subnets: [inspect], appliance_group: firewalls, tcp_idle_timeout: 600s }
        firewalls: { subnets: [inspect], size: 1, appliance: { firewall: { rules: firewall.nft } }, stickiness: 3_tuple }
        """,
      fix: "Remove the timeout, or set `stickiness: 5_tuple`."),
    Explanation(
      "shadowed-route",
      what: "A route never decides, since routes that are preferred to it cover all its addresses.",
      why: "Whoever wrote it thinks that it does something.",
      example: """
        app: { routes: { 0.0.0.0/0: gwlb_endpoint/e, 0.0.0.0/1: gwlb_endpoint/e, 128.0.0.0/1: gwlb_endpoint/e } }
        """,
      fix: "Remove it, or the routes that cover it."),
    Explanation(
      "ambiguous-prefix-list",
      what: "Two prefix lists of one table overlap and lead to different targets.",
      why: "AWS picks one at random and keeps it; nobody can say which.",
      example: """
        app: { routes: { 0.0.0.0/0: transit_gateway/hub, prefix_list/one: transit_gateway/hub, prefix_list/two: peering/p } }
        # while both lists hold 192.168.9.0/24
        """,
      fix: "Remove the overlap, or let both lead to one target."),
    Explanation(
      "reserved-destination",
      what: "A route's destination lies in 169.254.168.0/22 or fd00:ec2::/32.",
      why: "AWS keeps these for its own services and never forwards them.",
      example: "169.254.169.0/24: nat_gateway/nat-1a   # among the routes of a table",
      fix: "Remove the route."),
    Explanation(
      "unreachable-endpoint",
      what:
        "No flow passes an endpoint, a NAT gateway, an instance that is a route's target, or an appliance group.",
      why: "It costs money, and is probably meant to be in somebody's way.",
      example: """
        spare: { subnet: fw, service: security/inspection }
        # and no route leads to it
        """,
      fix: "Route flows through it, or remove it."),
    Explanation(
      "dangling-association",
      what: "A route table is used by no subnet, no gateway and no attachment.",
      why: "Its routes look as if they decided something.",
      example: """
        old: { routes: { 0.0.0.0/0: internet_gateway } }
        # and no subnet and no gateway names it
        """,
      fix: "Associate it (`internet_gateway: { route_table: ingress }`), or remove it."),
    Explanation(
      "endpoint-in-app-subnet",
      what: "A GWLB endpoint shares its subnet with hosts.",
      why:
        "Both use one route table, which cannot lead the hosts to the endpoint and the endpoint's packets on. Packets within a subnet pass no table at all.",
      example: """
        e: { subnet: app, service: security/inspection }
        app: { cidr: 10.0.1.0/24, zone: a, route_table: app }
        """,
      fix: "Give the endpoint a subnet of its own."),
    Explanation(
      "attachment-endpoint-same-subnet",
      what: "A GWLB endpoint shares its subnet with a transit gateway attachment.",
      why:
        "One table cannot lead arriving packets to the endpoint and inspected packets back to the hub.",
      example: """
        e: { subnet: tgw, service: security/inspection }
        inspection: { vpc: inspection, subnets: [tgw], route_table: inspected, appliance_mode: true }
        """,
      fix: "Give the endpoint and the attachment a subnet each."),
  ]
}
