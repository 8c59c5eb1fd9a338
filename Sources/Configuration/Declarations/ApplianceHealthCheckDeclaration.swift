/// An appliance group's `health_check`.
package struct ApplianceHealthCheckDeclaration: HealthCheckDeclaration {
  package enum `Protocol`: String, Hashable, Sendable, CaseIterable { case tcp, http, https }

  package var `protocol` = Defaulted(`Protocol`.tcp)
  package var port = Defaulted(80)
  package var path = Defaulted("/")
  package var interval = Defaulted(10.0)
  package var timeout = Defaulted(5.0)
  package var healthyThreshold = Defaulted(5)
  package var unhealthyThreshold = Defaulted(2)

  package init() {}

  package static let member = "an appliance"
  package static let documentation =
    "How a Gateway Load Balancer probes its appliances: from its nodes' addresses, outside GENEVE."
  package static let fields: [Field<Self>] =
    [
      Field("protocol", \.protocol, .choice(), "What the probe speaks."),
      Field("port", \.port, .integer(1...65535), "The port of the probe."),
      Field(
        "path", \.path, .requestPath, "The path that is requested; without meaning for `tcp`."),
    ] + pace
}
