import HostState
import Planning

/// What a topology file asks of a host, and what it was made from.
struct DesiredHost {
  var state: HostState
  var origins: [HostObjectID: Origin]
  var source: PlanSource
  /// What was assigned, to be kept for the next time.
  var assignments: Assignments
}
