import IPAddressing
import Topology

/// The route that a table lacks towards a destination, where only one kind of way leads there.
struct MissingRoute {
  let topology: Topology
  /// Where no route matched.
  let step: Step
  let destination: IPAddress

  /// Nil where nothing leads there.
  var edit: Edit? {
    switch step.table {
    case .local: return nil
    case .transitGateway(let table):
      let hub = topology[topology[table].transitGateway]
      return hub.attachments.lazy.compactMap { attachment -> Edit? in
        network(of: topology[attachment].vpc).map {
          .addRoute(step.table, $0, .attachment(attachment))
        }
      }.first
    case .routeTable:
      guard let vpc = topology.vpc(of: step.location) else { return nil }
      return way(out: vpc).map { .addRoute(step.table, $0.prefix, .target($0.target)) }
    }
  }

  private func network(of vpc: ID<VPC>) -> Prefix? {
    topology[vpc].cidrs.first { $0.contains(destination) }
  }

  private func way(out vpc: ID<VPC>) -> (prefix: Prefix, target: RouteTarget)? {
    for hub in topology.transitGateways
    where hub.attachments.contains(where: { topology[$0].vpc == vpc }) {
      let networks = hub.attachments.lazy.map { topology[$0].vpc }.filter { $0 != vpc }
      if let network = networks.compactMap({ network(of: $0) }).first {
        return (network, .transitGateway(hub.id))
      }
    }
    for peering in topology.peerings {
      if let network = peering.peer(of: vpc).flatMap({ network(of: $0) }) {
        return (network, .peering(peering.id))
      }
    }
    if let network = topology[vpc].virtualPrivateGateway?.onPremises
      .first(where: { $0.contains(destination) })
    {
      return (network, .virtualPrivateGateway)
    }
    guard !topology.vpcs.contains(where: { $0.contains(destination) }),
      topology[vpc].internetGateway != nil
    else { return nil }
    return (destination.isIPv4 ? .defaultIPv4 : .defaultIPv6, .internetGateway)
  }
}
