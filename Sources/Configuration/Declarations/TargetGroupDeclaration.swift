/// One of `target_groups`.
package struct TargetGroupDeclaration: Construct {
  package enum `Protocol`: String, Hashable, Sendable, CaseIterable { case http, https }

  package enum Algorithm: String, Hashable, Sendable, CaseIterable {
    case roundRobin = "round_robin"
    case leastOutstandingRequests = "least_outstanding_requests"
  }

  package var `protocol` = Defaulted(`Protocol`.http)
  package var port: Located<Int>?
  package var targets: Located<[Located<String>]>?
  package var algorithm = Defaulted(Algorithm.roundRobin)
  package var healthCheck: Located<TargetHealthCheckDeclaration>?

  package init() {}

  package static let noun = "a target group"
  package static let documentation = "What an application load balancer's listener forwards to."
  package static let fields: [Field<Self>] = [
    Field("protocol", \.protocol, .choice(), "What the targets speak."),
    Field("port", \.port, .integer(1...65535), isRequired: true, "The port of the targets."),
    Field(
      "targets", \.targets, .list(of: .reference("the name of an instance")), isRequired: true,
      "The instances; a zonal one stands for all of its members."),
    Field("algorithm", \.algorithm, .choice(), "How a target is chosen for a request."),
    Field(
      "health_check", \.healthCheck, .construct(TargetHealthCheckDeclaration.self),
      "How the targets are probed."),
  ]
}
