/// A target's health as AWS names it (`TargetHealth.State`).
package enum TargetHealthState: String, Hashable, Sendable, Codable {
  /// Registered, and no verdict yet (`Elb.InitialHealthChecking`).
  case initial
  case healthy
  /// `Target.FailedHealthChecks`.
  case unhealthy
  /// Deregistered, and finishing its flows (`Target.DeregistrationInProgress`).
  case draining
  /// No node of the zone sends to it: cross-zone is off and it stands in another zone
  /// (`Target.NotInUse`).
  case unused
}
