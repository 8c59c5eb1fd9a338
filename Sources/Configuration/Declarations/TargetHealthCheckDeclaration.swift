/// A target group's `health_check`.
package struct TargetHealthCheckDeclaration: HealthCheckDeclaration {
  package enum `Protocol`: String, Hashable, Sendable, CaseIterable { case http, https }

  package var `protocol` = Defaulted(`Protocol`.http)
  package var port: Located<Int>?
  package var path = Defaulted("/")
  package var interval = Defaulted(30.0)
  package var timeout = Defaulted(5.0)
  package var healthyThreshold = Defaulted(5)
  package var unhealthyThreshold = Defaulted(2)

  package init() {}

  package static let member = "a target"
  package static let documentation = "How an application load balancer probes its targets."
  package static let fields: [Field<Self>] =
    [
      Field("protocol", \.protocol, .choice(), "What the probe speaks."),
      Field(
        "port", \.port, .integer(1...65535), "The port of the probe; the targets' own unless given."
      ),
      Field("path", \.path, .requestPath, "The path that is requested."),
    ] + pace
}
