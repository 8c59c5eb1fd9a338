package import Diagnostics

/// What an application load balancer's listener forwards to.
package struct TargetGroup: Sendable {
  package enum `Protocol`: String, Hashable, Sendable { case http, https }

  package enum Algorithm: String, Hashable, Sendable {
    case roundRobin = "round_robin"
    case leastOutstandingRequests = "least_outstanding_requests"
  }

  package var id: ID<TargetGroup>
  package var vpc: ID<VPC>
  package var name: String
  package var `protocol`: `Protocol`
  package var port: Int
  package var targets: [ID<Instance>]
  package var algorithm: Algorithm
  package var healthCheck: HealthCheck
  package var source: SourceRange

  package init(
    id: ID<TargetGroup>, vpc: ID<VPC>, name: String, protocol: `Protocol`, port: Int,
    targets: [ID<Instance>], algorithm: Algorithm, healthCheck: HealthCheck, source: SourceRange
  ) {
    self.id = id
    self.vpc = vpc
    self.name = name
    self.protocol = `protocol`
    self.port = port
    self.targets = targets
    self.algorithm = algorithm
    self.healthCheck = healthCheck
    self.source = source
  }
}
