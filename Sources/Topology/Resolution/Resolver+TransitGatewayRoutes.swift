import Configuration
import Diagnostics
import IPAddressing

extension Resolver {
  /// The routes of transit gateways' tables: those written, and those that attachments propagate.
  mutating func resolveTransitGatewayRoutes() {
    for entry in declaration.transitGateways {
      guard let gateway = transitGateways[entry.name] else { continue }
      let attachments = Dictionary(
        topology[gateway].attachments.map { (topology[$0].name, $0) },
        uniquingKeysWith: { first, _ in first })
      let declared = Set(entry.value.attachments.map(\.name))
      for (table, id) in zip(entry.value.routeTables, topology[gateway].routeTables) {
        let targets = table.value.routes.targets.map {
          target($0, attachments, declared, entry.name)
        }
        fill(id, table.value.routes, targets, table.name)
      }
      propagate(gateway, entry.value)
    }
  }

  private mutating func target(
    _ reference: RouteTargetReference, _ attachments: [String: ID<TransitGatewayAttachment>],
    _ declared: Set<String>, _ gateway: String
  ) -> TransitGatewayRouteTable.Target? {
    guard reference.kind == .attachment else { return .blackhole }
    if let attachment = attachments[reference.name] { return .attachment(attachment) }
    if !declared.contains(reference.name), !isLost(reference.name) {
      refuse(
        .danglingTarget,
        "the transit gateway `\(gateway)` has no attachment `\(reference.name)`",
        at: reference.range,
        help: suggestion(for: reference.name, among: attachments.keys)
          ?? existing("attachments", attachments.keys))
    }
    return nil
  }

  private mutating func fill(
    _ id: ID<TransitGatewayRouteTable>, _ list: RouteList,
    _ targets: [TransitGatewayRouteTable.Target?], _ name: String
  ) {
    var placed: [Prefix: SourceRange] = [:]
    for route in list.routes {
      guard let target = targets[Int(route.target)] else { continue }
      let source = document.range(of: route, in: list)
      for (prefix, origin) in prefixes(route, list) {
        if origin == .static {
          if let first = placed[prefix] {
            refuse(
              .duplicateDestination,
              "the route table `\(name)` has the destination \(prefix) twice", at: source,
              notes: [.init("it is first routed here", at: first)], help: "keep one of the two")
            continue
          }
          placed[prefix] = source
        }
        topology.transitGatewayRouteTables[id.index].routes.append(
          .init(destination: prefix, target: target, origin: origin, source: source))
      }
    }
  }

  private mutating func prefixes(
    _ route: RouteList.Route, _ list: RouteList
  ) -> [(Prefix, RouteOrigin)] {
    switch route.destination {
    case .prefix(let prefix): return [(prefix, .static)]
    case .prefixList(let index):
      let place = document.destinationRange(of: route, in: list)
      guard let id = prefixList(list.names[Int(index)].name, at: place) else { return [] }
      return topology[id].entries.indices.map {
        (topology[id].entries[$0].prefix, .prefixList(id, entry: $0))
      }
    case .subnet(let index):
      let place = document.destinationRange(of: route, in: list)
      let name = list.names[Int(index)]
      guard let vpcName = name.vpc else {
        refuse(
          .invalidDestination,
          "a transit gateway's table does not know whose `subnet/\(name.name)` "
            + "is meant",
          at: place, help: "write `VPC/subnet/\(name.name)`")
        return []
      }
      guard let vpc = vpc(Located(vpcName, at: place)) else { return [] }
      let subnets =
        group(Located(name.name, at: place), \.subnets, in: vpc, "a subnet")?.members ?? []
      return subnets.flatMap { topology[$0].cidrs.map { ($0, .static) } }
    }
  }

  private mutating func propagate(
    _ gateway: ID<TransitGateway>, _ written: TransitGatewayDeclaration
  ) {
    let places = Dictionary(
      written.attachments.map { ($0.name, $0.value.propagateTo?.value ?? []) },
      uniquingKeysWith: { first, _ in first })
    for id in topology[gateway].attachments {
      let attachment = topology[id]
      let names = places[attachment.name] ?? []
      for table in attachment.propagateTo {
        let place = names.first { $0.value == topology[table].name }?.range ?? attachment.source
        for cidr in topology[attachment.vpc].cidrs {
          topology.transitGatewayRouteTables[table.index].routes.append(
            .init(
              destination: cidr, target: .attachment(id), origin: .propagated, source: place))
        }
      }
    }
  }
}
