/// What `diff` says of flows.
extension Explanations {
  static let differences: [Explanation] = [
    Explanation(
      "inspection-lost",
      what:
        "A service that was sure to see the flow does not see it any more, in either direction.",
      why:
        "The flow still connects, so that nobody notices: it simply passes a firewall less. If both directions lose it alike, `validate` finds nothing wrong.",
      example: """
        # before
        alb-a: { routes: { 0.0.0.0/0: gwlb_endpoint/inspect-a } }
        # after
        alb-a: { routes: { 0.0.0.0/0: internet_gateway } }
        """,
      fix:
        "Route both directions through the endpoint again; to be told by `validate`, declare an `inspection` or `expect` with `path: inspected`."
    ),
    Explanation(
      "became-asymmetric",
      what: "Replies used to pass the points that requests pass, mirrored, and do not any more.",
      why: "A stateful firewall drops what it has seen one direction of.",
      example: """
        # before
        ingress: { routes: { subnet/alb-a: gwlb_endpoint/inspect-a } }
        # after
        ingress: { routes: {} }
        """,
      fix: "`bumpwire validate` names the cause and a repair that was verified."),
    Explanation(
      "newly-unreachable",
      what:
        "The flow connected and does not any more, or not by every choice of a transit gateway.",
      why: "The request or its reply is lost on the way, or nobody may open the flow any more.",
      example: """
        # before
        a: { routes: { 10.0.0.0/8: transit_gateway/hub } }
        # after
        a: { routes: {} }
        """,
      fix: "The hops after the change end where the packet is lost: route on from there."),
    Explanation(
      "newly-reachable",
      what: "The flow did not connect, or not by every choice, and does now.",
      why:
        "A new way in: the message says which services inspect it, or that none does.",
      example: """
        # before
        a: { routes: {} }
        # after
        a: { routes: { 10.0.0.0/8: transit_gateway/hub } }
        """,
      fix: "If it is not meant, take the route back, or declare `path: unreachable`."),
    Explanation(
      "inspection-changed",
      what: "Other services see the flow than before, or the same ones in another order.",
      why: "Another firewall has other rules, and no state of connections that are open now.",
      example: """
        # before
        gwlb_endpoints: { e: { subnet: edge, service: security/gateway_load_balancer/old } }
        # after
        gwlb_endpoints: { e: { subnet: edge, service: security/gateway_load_balancer/new } }
        """,
      fix: "If it is meant, let the rules of both agree before the change."),
    Explanation(
      "inspection-gained",
      what: "A service sees the flow now that was not sure to see it before.",
      why: "Its rules hold for the flow from now on: what they do not allow is dropped.",
      example: """
        # before
        a: { routes: { 0.0.0.0/0: internet_gateway } }
        # after
        a: { routes: { 0.0.0.0/0: gwlb_endpoint/inspect-a } }
        """,
      fix: "Check that the firewall's rules allow what must go on."),
    Explanation(
      "became-symmetric",
      what: "Replies pass the points that requests pass, mirrored, and did not before.",
      why: "Stateful firewalls see both directions of the flow now.",
      example: """
        # before
        attachments: { security: { vpc: security, appliance_mode: false } }
        # after
        attachments: { security: { vpc: security, appliance_mode: true } }
        """,
      fix: "Nothing is to be done."),
    Explanation(
      "path-changed",
      what: "The flow passes the same services the same way round, by other places.",
      why:
        "Another endpoint, zone or gateway: costs and failure domains differ, and connections that are open now lose their state where an endpoint is another.",
      example: """
        # before
        b: { routes: { 0.0.0.0/0: gwlb_endpoint/inspect-a } }
        # after
        b: { routes: { 0.0.0.0/0: gwlb_endpoint/inspect-b } }
        """,
      fix: "Nothing is to be done, if it is meant."),
  ]
}
