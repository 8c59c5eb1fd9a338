import HostState
import IPAddressing
import Topology

extension HostBuilder {
  /// A peering connection: a veth between two routers; what arrives is delivered by local routes
  /// only, since peering is not transitive.
  mutating func lowerPeering(_ peering: Peering) {
    let resource = topology.address(peering.id)
    let vpcs = [peering.vpcs.0, peering.vpcs.1]
    let ends = vpcs.map { id in
      End(router(id), link(peering, in: router(id)), mtu: topology.mtu)
    }
    addPointToPoint(ends[0], ends[1], resource: resource, source: peering.source)
    for (vpc, end) in zip(vpcs, ends) {
      addLocalTable(topology[vpc])
      addLocalInputRules(
        end.namespace, end.name, vpc: topology[vpc], source: peering.source)
    }
  }

  /// A router's end of a peering connection.
  func link(_ peering: Peering, in router: NamespaceName) -> LinkName {
    names.link(.peering, peering.name, of: topology.address(peering.id), in: router)
  }
}
