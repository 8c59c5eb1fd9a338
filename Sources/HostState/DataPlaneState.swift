/// The eBPF programs of one namespace, as a value: what is attached where and what the maps hold
/// that configuration decides.
///
/// What the programs and the agent write themselves (flows, counters, health, Maglev tables, the
/// cookie's secret) is not part of it.
package enum DataPlaneState: Hashable, Sendable {
  case gatewayLoadBalancer(GatewayLoadBalancerDataPlane)
  case networkAddressTranslation(NetworkAddressTranslationDataPlane)
  case firewall(FirewallDataPlane)
  case passThrough(PassThroughDataPlane)
  case sourceCheck(SourceCheckDataPlane)
  /// Only ever observed: pins of which some are missing, left by something that was interrupted or
  /// tampered with. Never equal to what is desired, so that a plan puts it right.
  case incomplete
}
