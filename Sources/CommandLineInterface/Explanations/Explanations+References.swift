/// Problems of names that refer to other things.
extension Explanations {
  static let references: [Explanation] = [
    Explanation(
      "dangling-reference", what: "A name refers to nothing.", why: "AWS would refuse it.",
      example: "inspect: { subnet: endpoints, service: security/inspektion }",
      fix: "Correct the name; the message suggests a near one."),
    Explanation(
      "dangling-target", what: "A route's target, or its member in a zone, does not exist.",
      why: "On AWS such a route is a black hole.",
      example:
        "web: { routes: { 0.0.0.0/0: gwlb_endpoint/inspection@zone } }   # it is called inspect",
      fix: "Correct the name, or declare the target in that zone."),
    Explanation(
      "wrong-kind", what: "A name refers to a thing of another kind than is asked for.",
      why: "A load balancer is no route table.",
      example:
        "inspect: { subnet: gwlbe, service: security/appliances }   # endpoints, not a load balancer",
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
      example: "private-1b: { zone: eu-west-1c, cidr: 10.20.11.0/24, route_table: private-1b }",
      fix: "Add it to `zones`, or correct it."),
    Explanation(
      "duplicate-zone", what: "Two subnets of one zone where there may be one a zone.",
      why: "AWS has one interface a zone there.",
      example:
        "app: { vpc: app, subnets: [tgw-a, app-a], route_table: spokes, propagate_to: [spokes] }",
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
      example:
        "inspect: { subnet: endpoints, service: security/inspection }   # in three zones\ninspection: { subnets: [inspect], appliance_group: firewalls }   # in two",
      fix: "Give the load balancer a subnet in that zone."),
    Explanation(
      "instance-without-hosts", what: "An instance stands in a subnet that says `hosts: false`.",
      why: "Its flows would not be verified.",
      example:
        "endpoints: { hosts: false, zones: { a: 10.0.11.0/28, b: 10.0.12.0/28 }, route_table: endpoints }\njump: { subnet: endpoints-a }",
      fix: "Remove `hosts: false`, or move the instance."),
    Explanation(
      "shared-targets", what: "Two load balancers share one group of targets.",
      why: "A target group belongs to one load balancer.",
      example:
        "inspection: { subnets: [inspect], appliance_group: firewalls }\negress: { subnets: [inspect], appliance_group: firewalls }",
      fix: "Declare a second group."),
    Explanation(
      "duplicate-connection",
      what: "A VPC is attached to one transit gateway twice, or two VPCs are peered twice.",
      why: "AWS would refuse it.",
      example:
        "app: { vpc: app, subnets: [tgw], route_table: spokes, propagate_to: [spokes] }\nshared: { vpc: app, subnets: [app], route_table: spokes, propagate_to: [spokes] }",
      fix: "Keep one of the two."),
    Explanation(
      "single-zone", what: "A load balancer has subnets in one zone only.",
      why:
        "AWS creates an application load balancer in two zones at least (cfn-lint says E3680).",
      example: "web:\n  subnets: [alb-a]",
      fix: "Name subnets of two zones."),
    Explanation(
      "not-an-end", what: "An intent or expectation names something where no flow begins or ends.",
      why: "Flows begin and end at hosts, load balancers, the internet and attached networks.",
      example: "between: [internet, app/subnet/endpoints]   # nothing but endpoints there",
      fix: "Name a subnet, an instance or a load balancer."),
  ]
}
