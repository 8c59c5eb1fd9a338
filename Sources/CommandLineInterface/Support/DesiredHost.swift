import HostState
import IPAddressing
import Planning

/// What a topology file asks of a host, and what it was made from.
struct DesiredHost {
  var state: HostState
  var origins: [HostObjectID: Origin]
  var source: PlanSource
  /// Addresses that were assigned, to be kept for the next time.
  var assignments: [String: IPAddress]
}
