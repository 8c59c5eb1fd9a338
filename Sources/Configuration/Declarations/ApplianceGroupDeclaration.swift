/// One of `appliance_groups`.
package struct ApplianceGroupDeclaration: Construct {
  package enum Stickiness: String, Hashable, Sendable, CaseIterable {
    case fiveTuple = "5_tuple"
    case threeTuple = "3_tuple"
    case twoTuple = "2_tuple"
  }

  package enum TargetFailover: String, Hashable, Sendable, CaseIterable {
    case noRebalance = "no_rebalance"
    case rebalance
  }

  package var subnets: Located<[Located<String>]>?
  package var size: Located<SizeDeclaration>?
  package var appliance: Located<ApplianceDeclaration>?
  package var stickiness = Defaulted(Stickiness.fiveTuple)
  package var targetFailover = Defaulted(TargetFailover.noRebalance)
  package var deregistrationDelay = Defaulted(300.0)
  package var sendTCPReset: Located<GroupTCPResetDeclaration>?
  package var healthCheck: Located<ApplianceHealthCheckDeclaration>?
  package var scaling: Located<ScalingDeclaration>?

  package init() {}

  package static let noun = "an appliance group"
  package static let documentation =
    "An auto scaling group of appliances and its GENEVE target group, as one."
  package static let fields: [Field<Self>] = [
    Field(
      "subnets", \.subnets, .list(of: .reference("the name of a subnet")), isRequired: true,
      "Where the appliances stand: round-robin over the subnets, in order."),
    Field(
      "size", \.size, .size,
      "How many appliances: a number, or `{ min, desired, max }`. 1 unless given, or as many as "
        + "`external` lists."),
    Field("appliance", \.appliance, .appliance, isRequired: true, "What each member runs."),
    Field(
      "stickiness", \.stickiness, .choice(),
      "Which fields of a packet hold a flow on one appliance."),
    Field(
      "target_failover", \.targetFailover, .choice(),
      "Whether existing flows move when their appliance is unhealthy or deregistered."),
    Field(
      "deregistration_delay", \.deregistrationDelay, .duration(0...3600, isWhole: true),
      "How long a deregistered appliance keeps its flows."),
    Field(
      "send_tcp_reset", \.sendTCPReset, .construct(GroupTCPResetDeclaration.self),
      "Whether connections of an appliance that is gone are reset."),
    Field(
      "health_check", \.healthCheck, .construct(ApplianceHealthCheckDeclaration.self),
      "How the appliances are probed."),
    Field(
      "scaling", \.scaling, .construct(ScalingDeclaration.self),
      "When appliances are added and taken away, between `min` and `max`."),
  ]
}
