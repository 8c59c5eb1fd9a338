import IPAddressing
import Topology

/// VPCs, subnets, tables and routes.
extension ResourceDescriber {
  func resource(_ host: InternetHost) -> Resource {
    Resource(
      address: topology.address(host.id), location: host.source,
      attributes: [
        .init("address", "\(host.ipv4)"), value("ipv6_address", host.ipv6),
        value("process", host.process?.joined(separator: " ")),
      ].compactMap { $0 })
  }

  func resource(_ list: PrefixList) -> Resource {
    Resource(
      address: "prefix_list/\(list.name)", location: list.source,
      attributes: [
        .init("entries", list.entries.map(\.prefix.description).sorted().joined(separator: ", "))
      ])
  }

  func resource(_ vpc: VPC) -> Resource {
    func gateway(
      _ name: String, _ isThere: Bool, _ table: ID<RouteTable>?
    ) -> Resource.Attribute? {
      guard isThere else { return nil }
      guard let table else { return .init(name, "without a route table") }
      var attribute = reference(name, [table], \.routeTables) { topology.address($0) }
      attribute.identity = "table \(attribute.identity)"
      return attribute
    }
    return Resource(
      address: topology.address(vpc.id), location: vpc.source,
      attributes: [
        list("cidr", vpc.cidrs), .init("mtu", "\(topology.mtu)"),
        gateway("internet_gateway", vpc.internetGateway != nil, vpc.internetGateway?.routeTable),
        vpc.egressOnlyInternetGateway.map { _ in
          .init("egress_only_internet_gateway", "there")
        },
        gateway(
          "virtual_private_gateway", vpc.virtualPrivateGateway != nil,
          vpc.virtualPrivateGateway?.routeTable),
        list("on_premises", vpc.virtualPrivateGateway?.onPremises ?? []),
      ].compactMap { $0 })
  }

  func resource(_ subnet: Subnet) -> Resource {
    Resource(
      address: topology.address(subnet.id), location: subnet.source,
      attributes: [
        value("cidr", subnet.ipv4), value("ipv6_cidr", subnet.ipv6),
        .init("zone", topology[subnet.zone].name), .init("hosts", "\(subnet.hosts)"),
        reference("route_table", [subnet.routeTable], \.routeTables) { topology.address($0) },
      ].compactMap { $0 })
  }

  func resource(_ table: RouteTable) -> Resource {
    Resource(address: topology.address(table.id), location: table.source, attributes: [])
  }

  func resource(_ route: Route, in table: ID<RouteTable>) -> Resource {
    var destination = route.destination.description
    if case .prefixList(let list, _) = route.origin { destination = "prefix_list/\(name(list))" }
    return Resource(
      address: "\(topology.address(table))[\(destination)]", location: route.source,
      attributes: [target(route.target)])
  }

  func resource(_ gateway: NATGateway) -> Resource {
    Resource(
      address: topology.address(gateway.id), location: gateway.source,
      attributes: [
        reference("subnet", [gateway.subnet], \.subnets) { topology.address($0) },
        .init("public_address", "\(gateway.publicAddress)"),
      ])
  }

  func resource(_ peering: Peering) -> Resource {
    Resource(
      address: topology.address(peering.id), location: peering.source,
      attributes: [
        reference("vpcs", [peering.vpcs.0, peering.vpcs.1], \.vpcs) { topology.address($0) }
      ])
  }

  func resource(_ hub: TransitGateway) -> Resource {
    Resource(address: topology.address(hub.id), location: hub.source, attributes: [])
  }

  func resource(_ attachment: TransitGatewayAttachment) -> Resource {
    Resource(
      address: topology.address(attachment.id), location: attachment.source,
      attributes: [
        reference("vpc", [attachment.vpc], \.vpcs) { topology.address($0) },
        reference("subnets", attachment.subnets, \.subnets) { topology.address($0) },
        reference(
          "route_table", [attachment.routeTable], \.transitGatewayRouteTables
        ) { topology.address($0) },
        reference(
          "propagate_to", attachment.propagateTo.sorted(), \.transitGatewayRouteTables
        ) { topology.address($0) },
        .init("appliance_mode", "\(attachment.applianceMode)"),
      ])
  }

  func resource(_ table: TransitGatewayRouteTable) -> Resource {
    Resource(address: topology.address(table.id), location: table.source, attributes: [])
  }

  func resource(
    _ route: TransitGatewayRouteTable.Route, in table: ID<TransitGatewayRouteTable>
  ) -> Resource {
    let target: Resource.Attribute =
      switch route.target {
      case .attachment(let id):
        reference("target", [id], \.attachments) { topology.address($0) }
      case .blackhole: .init("target", "blackhole")
      }
    return Resource(
      address: "\(topology.address(table))[\(route.destination)]", location: route.source,
      attributes: [target])
  }
}
