import Diagnostics
import IPAddressing
import Topology

extension NetworkBuilder.Assembly {
  mutating func declareHub() throws {
    for (index, peering) in specification.peerings.enumerated() {
      topology.peerings.append(
        Peering(
          id: ID(index), name: peering.name,
          vpcs: (try find(peering.first, in: vpcs), try find(peering.second, in: vpcs)),
          source: lines("peering/\(peering.name)")))
    }
    guard !specification.attachments.isEmpty else { return }
    let hub = ID<TransitGateway>(0)
    let name = "transit_gateway/hub"
    for (index, table) in specification.hubTables.enumerated() {
      hubTables[table.name] = ID(index)
      topology.transitGatewayRouteTables.append(
        TransitGatewayRouteTable(
          id: ID(index), transitGateway: hub, name: table.name, routes: [],
          source: lines("\(name)/route_table/\(table.name)")))
    }
    for (index, item) in specification.attachments.enumerated() {
      attachments[item.name] = ID(index)
      topology.transitGatewayAttachments.append(
        TransitGatewayAttachment(
          id: ID(index), transitGateway: hub, name: item.name,
          vpc: try find(item.vpc, in: vpcs),
          subnets: try item.subnets.map { try find("\(item.vpc)/\($0)", in: subnets) },
          routeTable: try find(item.table, in: hubTables),
          propagateTo: try item.propagateTo.map { try find($0, in: hubTables) },
          applianceMode: item.applianceMode, applianceModeSource: nil,
          source: lines("\(name)/attachment/\(item.name)")))
    }
    topology.transitGateways = [
      TransitGateway(
        id: hub, name: "hub", attachments: specification.attachments.indices.map { ID($0) },
        routeTables: specification.hubTables.indices.map { ID($0) }, source: lines(name))
    ]
    for (index, table) in specification.hubTables.enumerated() {
      for (destination, target) in table.routes {
        topology.transitGatewayRouteTables[index].routes.append(
          .init(
            destination: try prefix(destination),
            target: target == "blackhole"
              ? .blackhole : .attachment(try find(target, in: attachments)), origin: .static,
            source: lines("\(name)/route_table/\(table.name)[\(destination)]")))
      }
      for attachment in topology.transitGatewayAttachments
      where attachment.propagateTo.contains(ID(index)) {
        for cidr in topology[attachment.vpc].cidrs {
          topology.transitGatewayRouteTables[index].routes.append(
            .init(
              destination: cidr, target: .attachment(attachment.id), origin: .propagated,
              source: lines("\(name)/attachment/\(attachment.name)")))
        }
      }
    }
  }

  mutating func route(_ vpc: NetworkBuilder.VPCSpecification) throws {
    let cidrs = try vpc.cidrs.map { try prefix($0) }
    for table in vpc.tables {
      let id = try find("\(vpc.name)/\(table.name)", in: tables)
      for (destination, target) in table.routes {
        let source = lines("\(vpc.name)/route_table/\(table.name)[\(destination)]")
        for (prefix, origin) in try destinations(destination, of: vpc) {
          if cidrs.contains(prefix) {
            topology.routeTables[id.index].routes.removeAll {
              $0.origin == .local && $0.destination == prefix
            }
          }
          topology.routeTables[id.index].routes.append(
            Route(
              destination: prefix, target: try self.target(target, of: vpc), origin: origin,
              source: source))
        }
      }
    }
  }

  private func destinations(
    _ text: String, of vpc: NetworkBuilder.VPCSpecification
  ) throws -> [(Prefix, RouteOrigin)] {
    if text.hasPrefix("subnet/") {
      let subnet = try find("\(vpc.name)/\(text.dropFirst(7))", in: subnets)
      return topology[subnet].cidrs.map { ($0, .static) }
    }
    if text.hasPrefix("prefix_list/"),
      let list = topology.prefixLists.first(where: { $0.name == text.dropFirst(12) })
    {
      return list.entries.enumerated().map { ($1.prefix, .prefixList(list.id, entry: $0)) }
    }
    return [(try prefix(text), .static)]
  }

  private func target(
    _ text: String, of vpc: NetworkBuilder.VPCSpecification
  ) throws -> RouteTarget {
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    let local = parts.count == 2 ? "\(vpc.name)/\(parts[1])" : ""
    switch parts[0] {
    case "local": return .local
    case "igw": return .internetGateway
    case "eigw": return .egressOnlyInternetGateway
    case "vgw": return .virtualPrivateGateway
    case "blackhole": return .blackhole
    case "tgw": return .transitGateway(ID(0))
    case "gwlbe": return .gwlbEndpoint(try find(local, in: endpoints))
    case "nat": return .natGateway(try find(local, in: natGateways))
    case "instance": return .instance(try find(local, in: instances))
    case "peering":
      guard let peering = topology.peerings.first(where: { $0.name == parts[1] }) else {
        throw NetworkBuilder.Failure(message: "no peering \(text)")
      }
      return .peering(peering.id)
    default: throw NetworkBuilder.Failure(message: "no target \(text)")
    }
  }

  mutating func declareIntents() throws {
    for item in specification.inspections {
      topology.inspections.append(
        Inspection(
          name: item.name, first: try selector(item.from), second: try selector(item.to),
          direction: item.either ? .either : .forward,
          through: try item.through.map { try find($0, in: services) }, exceptions: [],
          source: lines("inspection/\(item.name)")))
    }
    for item in specification.expectations {
      topology.expectations.append(
        Expectation(
          from: try selector(item.from), to: try selector(item.to), protocol: nil, port: nil,
          path: item.path, through: [], source: lines("expect/\(item.from) \(item.to)")))
    }
  }

  private mutating func selector(_ text: String) throws -> FlowSelector {
    let parts = text.split(separator: "/").map(String.init)
    let ends: [FlowEnd]
    if parts == ["internet"] {
      ends = [.internet]
    } else if parts[0] == "internet" {
      ends = topology.internet.hosts.filter { $0.name == parts[1] }.map { .internetHost($0.id) }
    } else if parts[1] == "subnet" {
      ends = [.subnet(try find("\(parts[0])/\(parts[2])", in: subnets))]
    } else if parts[1] == "load_balancer" {
      let id = try find("\(parts[0])/\(parts[2])", in: balancers)
      ends = topology[id].nodes.indices.map { .loadBalancerNode(id, node: $0) }
    } else {
      ends = [.instance(try find("\(parts[0])/\(parts[2])", in: instances))]
    }
    return FlowSelector(text: text, ends: ends, source: lines("selector"))
  }
}
