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
}
