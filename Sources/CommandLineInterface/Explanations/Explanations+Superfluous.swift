/// Findings about what is superfluous, and what the verdict says nothing about.
extension Explanations {
  static let superfluous: [Explanation] = [
    Explanation(
      "appliance-mode-useless",
      what: "An attachment is in appliance mode, and no flow is inspected behind it.",
      why:
        "Appliance mode gives up the flow's own zone, at a price for what crosses zones. Only the attachment of a VPC that inspects needs it.",
      example: """
        left: { vpc: left, subnets: [tgw], route_table: spokes, propagate_to: [inspected], appliance_mode: true }
        """,
      fix: "Leave out `appliance_mode` there."),
    Explanation(
      "ineffective-route",
      what: "A route changes nothing: a less specific one has the same target.",
      why: "It is harmless, and suggests to a reader that something is special.",
      example: """
        spokes: { routes: { 0.0.0.0/0: attachment/inspection, 10.2.0.0/16: attachment/inspection } }
        """,
      fix: "Remove the route."),
    Explanation(
      "route-never-used",
      what: "No flow takes a route, nor does any answer.",
      why:
        "Often it is left over, or its destination is misspelt. It is said only where nothing else is wrong.",
      example:
        "inspected: { routes: { 10.9.0.0/16: attachment/left } }   # there is no 10.9.0.0/16",
      fix: "Remove the route, unless it is meant for what comes later."),
    Explanation(
      "irregular-vpc",
      what: "Some flow leaves a VPC and enters it again on its way.",
      why:
        "Nothing is wrong with it, and it is verified as all others are. But an edit of that VPC's tables changes its flows in two places, and people seldom mean them.",
      example: "admin: { routes: { 0.0.0.0/0: transit_gateway/hub } }   # in the VPC that inspects",
      fix: "Keep hosts out of the VPC that inspects, if it is not meant."),
    Explanation(
      "model-unsupported",
      what: "Something is asked for that the model leaves out: no verdict is given about it.",
      why: "What is not modelled is never silently fine.",
      example: """
        - { from: internet/client, to: app/load_balancer/web, protocol: tcp, port: 8443, path: inspected }
        # while app/load_balancer/web listens on port 80
        """,
      fix: "Ask for what is modelled: routes, inspection and reachability, not ports."),
  ]
}
