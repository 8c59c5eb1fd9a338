import HostState
import IPAddressing
import Topology

extension HostBuilder {
  /// A peering connection: a veth between two routers; what arrives is delivered by local routes
  /// only, since peering is not transitive.
  mutating func lowerPeering(_ peering: Peering) {
    let resource = topology.address(peering.id)
    let link = HostNames.link(.peering, peering.name)
    let ends = [peering.vpcs.0, peering.vpcs.1].map { topology[$0] }
    addPointToPoint(
      End(router(ends[0].id), link, mtu: topology.mtu),
      End(router(ends[1].id), link, mtu: topology.mtu), resource: resource,
      source: peering.source)
    for vpc in ends {
      addLocalTable(vpc)
      addLocalInputRules(router(vpc.id), link, vpc: vpc, source: peering.source)
    }
  }
}
