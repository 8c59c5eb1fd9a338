/// Findings about what the file itself demands.
extension Explanations {
  static let policy: [Explanation] = [
    Explanation(
      "policy-uninspected",
      what:
        "Flows do not pass what an `inspection` line demands, in both directions alike: nothing, other services, or the same in another order.",
      why: "Nothing breaks, so that nobody notices: traffic is simply not inspected.",
      example: """
        app: { routes: { 0.0.0.0/0: internet_gateway } }   # past the endpoints
        - { name: web, between: [internet, app/instance/web], through: security/gateway_load_balancer/inspection }
        """,
      fix:
        "Route both directions through an endpoint, or declare the bypass: `except: [{ match: …, reason: … }]`."
    ),
    Explanation(
      "policy-vacuous",
      what: "An `inspection` line selects no flow at all.",
      why:
        "It looks like a promise and proves nothing; often an end is misspelt or unreachable, or its `except` takes out too much.",
      example: """
        - { name: out, between: [internet, app/subnet/left], through: security/gateway_load_balancer/inspection }
        """,
      fix: "Name ends that flows connect, or remove the line."),
    Explanation(
      "partial-mesh-bypass",
      what:
        "Two VPCs reach each other past every endpoint, while both are inspected towards all their other neighbours.",
      why:
        "Routing is symmetric, so nothing breaks; often a peering or a more specific route was left over.",
      example: """
        app: { routes: { 0.0.0.0/0: transit_gateway/hub, 10.2.0.0/16: peering/migration } }
        # and the same in the peer, while all else between VPCs is inspected behind the hub
        """,
      fix:
        "Remove the shortcut in both VPCs, or declare it: an `inspection` with `except: [{ match: …, reason: … }]`."
    ),
    Explanation(
      "intra-subnet-uninspectable",
      what: "An `inspection` line demands inspection between hosts of one subnet.",
      why:
        "Packets within a subnet never reach its router, so no route table can lead them anywhere.",
      example: """
        - { name: inner, between: [left/subnet/app-a, left/subnet/app-a], through: security/gateway_load_balancer/inspection }
        """,
      fix: "Put what must be inspected into subnets of its own."),
    Explanation(
      "eigw-inbound",
      what:
        "An `expect` line wants new IPv6 flows to come in, and the VPC has only an egress-only internet gateway.",
      why: "It lets answers in, and nothing else.",
      example: """
        - { from: internet, to: app/instance/web-a, path: direct }
        # while the VPC has egress_only_internet_gateway: {}
        """,
      fix:
        "Give the VPC an `internet_gateway` and route `::/0` to it, or expect `unreachable`."),
    Explanation(
      "expectation-failed",
      what: "An `expect` line does not hold for some flow that it selects.",
      why: "It says what its author relies on.",
      example: """
        - { from: app/subnet/left, to: app/subnet/right, path: unreachable }
        left: { routes: { subnet/right: gwlb_endpoint/e } }   # which leads there
        """,
      fix:
        "Change the routes that the flow takes (`bumpwire trace` shows them), or the expectation."),
  ]
}
