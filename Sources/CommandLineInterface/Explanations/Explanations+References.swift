/// Problems of names that refer to other things.
extension Explanations {
  static let references: [Explanation] = [
    Explanation(
      "dangling-reference", what: "A name refers to nothing.", why: "AWS would refuse it.",
      example: "subnets: { app: { route_table: ap } }",
      fix: "Correct the name; the message suggests a near one."),
    Explanation(
      "dangling-target", what: "A route's target, or its member in a zone, does not exist.",
      why: "On AWS such a route is a black hole.",
      example: "routes: { 0.0.0.0/0: gwlb_endpoint/inspct@zone }",
      fix: "Correct the name, or declare the target in that zone."),
    Explanation(
      "wrong-kind", what: "A name refers to a thing of another kind than is asked for.",
      why: "A load balancer is no route table.", example: "route_table: load_balancer/web",
      fix: "Name a thing of the kind that the message asks for."),
    Explanation(
      "ambiguous-zone",
      what:
        "A name stands for one thing a zone where one thing is asked for, or the other way round.",
      why: "Which zone is meant decides symmetry.",
      example: "routes: { 0.0.0.0/0: gwlb_endpoint/inspect }   # inspect-a or inspect-b?",
      fix: "Write `inspect@zone`, or a member: `inspect-a`."),
    Explanation(
      "unknown-zone", what: "A zone is not among the topology's `zones`.",
      why: "It is probably misspelt.",
      example: "zones: [a, b]\n…\nzone: c", fix: "Add it to `zones`, or correct it."),
    Explanation(
      "duplicate-zone", what: "Two subnets of one zone where there may be one a zone.",
      why: "AWS has one interface a zone there.",
      example: "subnets: [tgw-a1, tgw-a2]   # both in zone a",
      fix: "Keep one of them."),
    Explanation(
      "missing-gateway", what: "A VPC has not the gateway that something needs.",
      why: "AWS would refuse it.",
      example: "routes: { 0.0.0.0/0: internet_gateway }   # and no internet_gateway in the VPC",
      fix: "Add `internet_gateway: {}` to the VPC."),
    Explanation(
      "not-attached",
      what: "A route names a transit gateway or peering that its VPC is not attached to.",
      why: "AWS would refuse it.", example: "routes: { 0.0.0.0/0: transit_gateway/hub }",
      fix: "Add an attachment of the VPC, or correct the name."),
    Explanation(
      "endpoint-without-node",
      what: "An endpoint stands in a zone in which its Gateway Load Balancer has no node.",
      why: "AWS refuses endpoints in zones that the service is not in.",
      example: "gwlb_endpoints: { e: { subnet: gwlbe-c, service: security/inspection } }",
      fix: "Give the load balancer a subnet in that zone."),
    Explanation(
      "instance-without-hosts", what: "An instance stands in a subnet that says `hosts: false`.",
      why: "Its flows would not be verified.",
      example: "subnets: { app: { hosts: false } }\ninstances: { web: { subnet: app } }",
      fix: "Remove `hosts: false`, or move the instance."),
    Explanation(
      "shared-targets", what: "Two load balancers share one group of targets.",
      why: "A target group belongs to one load balancer.",
      example: "two listeners of different load balancers with target_group: web",
      fix: "Declare a second group."),
    Explanation(
      "duplicate-connection",
      what: "A VPC is attached to one transit gateway twice, or two VPCs are peered twice.",
      why: "AWS would refuse it.",
      example: "attachments: { one: { vpc: app, … }, two: { vpc: app, … } }",
      fix: "Keep one of the two."),
    Explanation(
      "not-an-end", what: "An intent or expectation names something where no flow begins or ends.",
      why: "Flows begin and end at hosts, load balancers, the internet and attached networks.",
      example: "between: [internet, app/route_table/alb]",
      fix: "Name a subnet, an instance or a load balancer."),
  ]
}
