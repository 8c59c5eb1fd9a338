/// A gateway load balancer's `send_tcp_reset`.
package struct ListenerTCPResetDeclaration: Construct {
  package var onIdleTimeout = Defaulted(false)

  package init() {}

  package static let noun = "a Gateway Load Balancer's TCP resets"
  package static let documentation =
    "Whether the sender of a TCP packet that belongs to no known flow is told so by a reset; with "
    + "`5_tuple` stickiness only."
  package static let fields: [Field<Self>] = [
    Field(
      "on_idle_timeout", \.onIdleTimeout, .boolean,
      "When the flow has idled out, or was never opened here.")
  ]
}
