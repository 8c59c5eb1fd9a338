/// Problems of route tables.
extension Explanations {
  static let routes: [Explanation] = [
    Explanation(
      "duplicate-destination", what: "One route table has the same destination twice.",
      why: "AWS would refuse it.",
      example:
        "ingress: { routes: { subnet/web: gwlb_endpoint/inspect@zone, 10.0.2.0/24: gwlb_endpoint/inspect-a } }",
      fix: "Keep one of the two."
    ),
    Explanation(
      "invalid-local-replacement",
      what:
        "A destination that equals a VPC's CIDR has a target that cannot replace the local route.",
      why: "AWS allows endpoints, NAT gateways and instances there.",
      example: "routes: { 10.0.0.0/16: internet_gateway }",
      fix: "Use an allowed target, or remove the route."),
    Explanation(
      "invalid-more-specific-local",
      what:
        "A destination within the VPC is no whole subnet, or has a target that may not take it.",
      why: "AWS allows whole subnets, to endpoints, NAT gateways and instances only.",
      example: "web: { routes: { 10.0.11.0/29: gwlb_endpoint/inspect@zone } }   # half a subnet",
      fix: "Write `subnet/NAME` as the destination."),
    Explanation(
      "invalid-ingress-destination",
      what: "An edge table has a destination that is no whole VPC and no whole subnet.",
      why: "AWS would refuse the association.",
      example: "ingress: { routes: { 0.0.0.0/0: gwlb_endpoint/inspect-a } }",
      fix: "Write `subnet/NAME` as the destination."),
    Explanation(
      "invalid-ingress-target", what: "An edge table has a target that AWS does not allow there.",
      why: "Allowed are `local`, endpoints and instances.",
      example: "ingress: { routes: { subnet/web: internet_gateway } }",
      fix: "Use an allowed target."),
    Explanation(
      "invalid-main-table", what: "A table cannot be the main route table.",
      why: "A gateway's table cannot be one, nor one that stands for a table a zone.",
      example: "main_route_table: ingress", fix: "Name another table."),
  ]
}
