import Diagnostics
import Topology

/// Lines to point at.
extension Topology {
  /// The line of the decision: the route's, or, where only local routes or none matched, the
  /// declaration of the table that has nothing better.
  func place(of step: Step) -> SourceRange {
    guard let route = step.route, route.origin != .local else {
      return place(of: step.table, at: step.location)
    }
    return route.source
  }

  func place(of table: Table, at location: Location) -> SourceRange {
    switch table {
    case .transitGateway(let id): return self[id].source
    case .routeTable(let id):
      guard self[id].isImplicit, let subnet = subnet(of: location) else { return self[id].source }
      return self[subnet].associationSource
    case .local(let vpc): return place(ofEntrance: location) ?? self[vpc].source
    }
  }

  private func place(ofEntrance location: Location) -> SourceRange? {
    switch location {
    case .gateway(let vpc, .internet): self[vpc].internetGateway?.source
    case .gateway(let vpc, .egressOnly): self[vpc].egressOnlyInternetGateway
    case .gateway(let vpc, .virtualPrivate): self[vpc].virtualPrivateGateway?.source
    case .peering(let peering, _): self[peering].source
    default: nil
    }
  }
}

extension Topology {
  func address(_ table: Table) -> String {
    switch table {
    case .routeTable(let id): address(id)
    case .transitGateway(let id): address(id)
    case .local(let id): address(id)
    }
  }

  func address(_ gateway: Gateway, of vpc: ID<VPC>) -> String {
    switch gateway {
    case .internet: "\(address(vpc))/internet_gateway"
    case .egressOnly: "\(address(vpc))/egress_only_internet_gateway"
    case .virtualPrivate: "\(address(vpc))/virtual_private_gateway"
    }
  }

  func address(_ location: Location) -> String {
    switch location {
    case .host(let subnet), .attachment(_, let subnet): address(subnet)
    case .gateway(let vpc, let gateway): address(gateway, of: vpc)
    case .endpoint(let endpoint): address(endpoint)
    case .instance(let instance): address(instance)
    case .natGateway(let gateway): address(gateway)
    case .transitGateway(let attachment, _): address(self[attachment].transitGateway)
    case .peering(let peering, _): address(peering)
    }
  }

  /// A table's address; for a gateway without one, the gateway's own.
  func address(_ table: Table, at location: Location) -> String {
    switch table {
    case .routeTable(let id): address(id)
    case .transitGateway(let id): address(id)
    case .local: address(location)
    }
  }

  /// A next hop's address, seen from a VPC.
  func address(_ nextHop: NextHop, from vpc: ID<VPC>?) -> String {
    guard case .target(let target) = nextHop else {
      if case .attachment(let attachment) = nextHop { return address(attachment) }
      return "blackhole"
    }
    switch target {
    case .local: return "local"
    case .blackhole: return "blackhole"
    case .natGateway(let gateway): return address(gateway)
    case .gwlbEndpoint(let endpoint): return address(endpoint)
    case .instance(let instance): return address(instance)
    case .transitGateway(let transitGateway): return address(transitGateway)
    case .peering(let peering): return address(peering)
    case .internetGateway: return vpc.map { address(.internet, of: $0) } ?? "internet_gateway"
    case .egressOnlyInternetGateway:
      return vpc.map { address(.egressOnly, of: $0) } ?? "egress_only_internet_gateway"
    case .virtualPrivateGateway:
      return vpc.map { address(.virtualPrivate, of: $0) } ?? "virtual_private_gateway"
    }
  }

  /// A next hop as a route table of the file spells it.
  func spelling(_ nextHop: NextHop) -> String {
    guard case .target(let target) = nextHop else {
      if case .attachment(let attachment) = nextHop { return "attachment/\(self[attachment].name)" }
      return "blackhole"
    }
    switch target {
    case .local: return "local"
    case .blackhole: return "blackhole"
    case .natGateway(let gateway): return "nat_gateway/\(self[gateway].name)"
    case .gwlbEndpoint(let endpoint): return "gwlb_endpoint/\(self[endpoint].name)"
    case .instance(let instance): return "instance/\(self[instance].name)"
    case .transitGateway(let transitGateway): return address(transitGateway)
    case .peering(let peering): return address(peering)
    case .internetGateway: return "internet_gateway"
    case .egressOnlyInternetGateway: return "egress_only_internet_gateway"
    case .virtualPrivateGateway: return "virtual_private_gateway"
    }
  }
}
