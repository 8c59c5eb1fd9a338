import HostState
package import Topology

/// From the resolved network to the host that stands for it: a pure function.
package enum Lowering {
  /// The only interface of an instance or appliance.
  package static let hostLink = HostBuilder.hostLink.rawValue

  /// - Parameter kept: The numbers that an earlier lowering gave: what has one keeps it.
  package static func lower(
    _ topology: Topology, keeping kept: AssignedNumbers = AssignedNumbers()
  ) -> LoweredTopology {
    var names = LinkNames()
    var builder = build(topology, keeping: kept, naming: names)
    // Again for two that are alike, and again for a third or where the other name is taken, too.
    while names.avoid(builder.collisions) {
      builder = build(topology, keeping: kept, naming: names)
    }
    return LoweredTopology(
      state: builder.state, origins: builder.origins, diagnostics: builder.diagnostics,
      numbers: builder.numbers)
  }

  private static func build(
    _ topology: Topology, keeping kept: AssignedNumbers, naming names: LinkNames
  ) -> HostBuilder {
    var builder = HostBuilder(topology: topology, keeping: kept, naming: names)
    builder.refuseWhatIsNotProvisioned()
    builder.lowerInternet()
    for vpc in topology.vpcs { builder.lowerVPC(vpc) }
    for peering in topology.peerings { builder.lowerPeering(peering) }
    for instance in topology.instances { builder.lowerInstance(instance) }
    for natGateway in topology.natGateways { builder.lowerNATGateway(natGateway) }
    for loadBalancer in topology.loadBalancers { builder.lowerLoadBalancer(loadBalancer) }
    for group in topology.applianceGroups {
      builder.lowerApplianceGroup(group)
    }
    for balancer in topology.gatewayLoadBalancers {
      builder.lowerGatewayLoadBalancer(balancer)
    }
    for table in topology.routeTables { builder.lowerRouteTable(table) }
    builder.orderSourceChecks()
    return builder
  }
}
