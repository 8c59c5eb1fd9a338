/// One of `gateway_load_balancers`.
package struct GatewayLoadBalancerDeclaration: Construct {
  package var subnets: Located<[Located<String>]>?
  package var crossZone = Defaulted(false)
  package var applianceGroup: Located<String>?
  package var tcpIdleTimeout = Defaulted(350.0)
  package var sendTCPReset: Located<ListenerTCPResetDeclaration>?

  package init() {}

  package static let noun = "a Gateway Load Balancer"
  package static let documentation =
    "A Gateway Load Balancer: one node a zone, one appliance group. It keeps both directions of a "
    + "flow on one appliance."
  package static let fields: [Field<Self>] = [
    Field(
      "subnets", \.subnets, .list(of: .reference("the name of a subnet")), isRequired: true,
      "Where its nodes stand, one subnet a zone."),
    Field(
      "cross_zone", \.crossZone, .boolean,
      "Whether a node uses the appliances of every zone, or those of its own only."),
    Field(
      "appliance_group", \.applianceGroup, .reference("the name of an appliance group"),
      isRequired: true,
      "The appliances behind it, in the same VPC."),
    Field(
      "tcp_idle_timeout", \.tcpIdleTimeout, .duration(60...6000, isWhole: true),
      "When an idle TCP flow is forgotten; with `5_tuple` stickiness only. Anything else is "
        + "forgotten after 120s."),
    Field(
      "send_tcp_reset", \.sendTCPReset, .construct(ListenerTCPResetDeclaration.self),
      "Whether connections that idled out are reset."),
  ]
}
