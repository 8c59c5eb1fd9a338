package import IPAddressing
package import Topology

extension Topology {
  /// The subnet that holds a packet at this location; nil at gateways, peerings and on a hub.
  package func subnet(of location: Location) -> ID<Subnet>? {
    switch location {
    case .host(let subnet), .attachment(_, let subnet): subnet
    case .endpoint(let endpoint): self[endpoint].subnet
    case .instance(let instance): self[instance].subnet
    case .natGateway(let gateway): self[gateway].subnet
    case .gateway, .peering, .transitGateway: nil
    }
  }

  /// The VPC that a packet at this location is in; nil on a transit gateway.
  package func vpc(of location: Location) -> ID<VPC>? {
    switch location {
    case .gateway(let vpc, _), .peering(_, let vpc): vpc
    case .transitGateway: nil
    default: subnet(of: location).map { self[$0].vpc }
    }
  }

  package func zone(of location: Location) -> ID<Zone>? {
    if case .transitGateway(_, let zone) = location { return zone }
    return subnet(of: location).map { self[$0].zone }
  }

  package func zone(of point: InspectionPoint) -> ID<Zone> {
    switch point {
    case .endpoint(let endpoint): self[self[endpoint].subnet].zone
    case .instance(let instance): self[self[instance].subnet].zone
    }
  }

  /// The table that decides at a location.
  package func table(at location: Location) -> Table {
    switch location {
    case .gateway(let vpc, .internet):
      self[vpc].internetGateway?.routeTable.map(Table.routeTable) ?? .local(vpc)
    case .gateway(let vpc, .virtualPrivate):
      self[vpc].virtualPrivateGateway?.routeTable.map(Table.routeTable) ?? .local(vpc)
    case .gateway(let vpc, .egressOnly), .peering(_, let vpc): .local(vpc)
    case .transitGateway(let attachment, _): .transitGateway(self[attachment].routeTable)
    case .host(let subnet), .attachment(_, let subnet): .routeTable(self[subnet].routeTable)
    case .endpoint(let endpoint): .routeTable(self[self[endpoint].subnet].routeTable)
    case .instance(let instance): .routeTable(self[self[instance].subnet].routeTable)
    case .natGateway(let gateway): .routeTable(self[self[gateway].subnet].routeTable)
    }
  }

  /// The subnet of a VPC that has an address.
  package func subnet(of address: IPAddress, in vpc: ID<VPC>) -> ID<Subnet>? {
    self[vpc].subnets.first { self[$0].cidrs.contains { $0.contains(address) } }
  }

  /// The attachment of a VPC to a transit gateway; AWS allows one.
  package func attachment(
    of vpc: ID<VPC>, to transitGateway: ID<TransitGateway>
  ) -> ID<TransitGatewayAttachment>? {
    self[transitGateway].attachments.first { transitGatewayAttachments[$0.index].vpc == vpc }
  }

  /// The attachment's subnet in a zone; at most one.
  package func subnet(
    of attachment: ID<TransitGatewayAttachment>, in zone: ID<Zone>
  ) -> ID<Subnet>? {
    self[attachment].subnets.first { self[$0].zone == zone }
  }
}

extension Topology {
  func subnet(of point: InspectionPoint) -> ID<Subnet> {
    switch point {
    case .endpoint(let endpoint): self[endpoint].subnet
    case .instance(let instance): self[instance].subnet
    }
  }
}
