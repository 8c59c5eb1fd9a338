/// A target group's `health_check`.
package struct TargetHealthCheckDeclaration: Construct {
  package enum `Protocol`: String, Hashable, Sendable, CaseIterable { case http, https }

  package var `protocol` = Defaulted(`Protocol`.http)
  package var port: Located<Int>?
  package var path = Defaulted("/")
  package var interval = Defaulted(30.0)
  package var timeout = Defaulted(5.0)
  package var healthyThreshold = Defaulted(5)
  package var unhealthyThreshold = Defaulted(2)

  package init() {}

  package static let noun = "a health check"
  package static let documentation = "How an application load balancer probes its targets."
  package static let fields: [Field<Self>] = [
    Field("protocol", \.protocol, .choice(), "What the probe speaks."),
    Field(
      "port", \.port, .integer(1...65535), "The port of the probe; the targets' own unless given."),
    Field("path", \.path, .requestPath, "The path that is requested."),
    Field(
      "interval", \.interval, .duration(0.1...300),
      "The time between two probes. AWS allows no less than 5s; a lab may be faster."),
    Field(
      "timeout", \.timeout, .duration(0.05...120),
      "How long an answer may take. AWS allows no less than 2s; a lab may be faster."),
    Field(
      "healthy_threshold", \.healthyThreshold, .integer(2...10),
      "How many good probes in a row make a target healthy."),
    Field(
      "unhealthy_threshold", \.unhealthyThreshold, .integer(2...10),
      "How many bad probes in a row make a target unhealthy."),
  ]
}
