/// An appliance group's `health_check`.
package struct ApplianceHealthCheckDeclaration: Construct {
  package enum `Protocol`: String, Hashable, Sendable, CaseIterable { case tcp, http, https }

  package var `protocol` = Defaulted(`Protocol`.tcp)
  package var port = Defaulted(80)
  package var path = Defaulted("/")
  package var interval = Defaulted(10.0)
  package var timeout = Defaulted(5.0)
  package var healthyThreshold = Defaulted(5)
  package var unhealthyThreshold = Defaulted(2)

  package init() {}

  package static let noun = "a health check"
  package static let documentation =
    "How a Gateway Load Balancer probes its appliances: from its nodes' addresses, outside GENEVE."
  package static let fields: [Field<Self>] = [
    Field("protocol", \.protocol, .choice(), "What the probe speaks."),
    Field("port", \.port, .integer(1...65535), "The port of the probe."),
    Field("path", \.path, .requestPath, "The path that is requested; without meaning for `tcp`."),
    Field(
      "interval", \.interval, .duration(0.1...300),
      "The time between two probes. AWS allows no less than 5s; a lab may be faster."),
    Field(
      "timeout", \.timeout, .duration(0.05...120),
      "How long an answer may take. AWS allows no less than 2s; a lab may be faster."),
    Field(
      "healthy_threshold", \.healthyThreshold, .integer(2...10),
      "How many good probes in a row make an appliance healthy."),
    Field(
      "unhealthy_threshold", \.unhealthyThreshold, .integer(2...10),
      "How many bad probes in a row make an appliance unhealthy."),
  ]
}
