/// An appliance group's `send_tcp_reset`.
package struct GroupTCPResetDeclaration: Construct {
  package var onUnhealthy = Defaulted(false)
  package var onDeregistration = Defaulted(false)

  package init() {}

  package static let noun = "an appliance group's TCP resets"
  package static let documentation =
    "Whether the sender of a TCP packet is told by a reset that its appliance is gone, and the flow "
    + "forgotten; with `5_tuple` stickiness and `no_rebalance` only."
  package static let fields: [Field<Self>] = [
    Field(
      "on_unhealthy", \.onUnhealthy, .boolean, "When the flow's appliance is unhealthy."),
    Field(
      "on_deregistration", \.onDeregistration, .boolean,
      "When the flow's appliance was deregistered and `deregistration_delay` is over."),
  ]
}
