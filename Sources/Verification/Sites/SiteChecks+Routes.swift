import Diagnostics
import IPAddressing
import Topology

/// Routes and tables.
extension SiteChecks {
  /// Routes that are never the best for any address: others cover all of theirs.
  func shadowedRoutes() -> [Fault] {
    tables(with: .covers).flatMap { table in
      let nested = NestedRoutes(topology.candidates(in: table))
      let covered = nested.covered
      return nested.routes.enumerated().compactMap { place, route -> Fault? in
        switch route.origin {
        case .local, .propagated: return nil
        case .static, .prefixList: break
        }
        guard let index = route.index, covered.contains(index) else { return nil }
        let better = nested.descendants(of: place)
        guard
          let first = better.min(by: { ($0.index ?? .max) < ($1.index ?? .max) }),
          !better.contains(where: { isAmbiguous($0, route) })
        else { return nil }
        guard case .prefixList(let list, _) = route.origin else {
          return make(
            .shadowedRoute, .warning,
            "route `\(topology.address(table))[\(route.destination)]` never decides: routes that are preferred to it cover all of it",
            at: route.source, related: [.init("one that decides instead", at: first.source)],
            advice: "remove the route, or the ones that cover it")
        }
        return make(
          .shadowedRoute, .warning,
          "in `\(topology.address(table))`, \(route.destination) of `prefix_list/\(topology[list].name)` never decides: routes that are preferred to it cover all of it",
          at: route.source, related: [.init("one that decides instead", at: first.source)],
          advice: "take \(route.destination) out of the prefix list, or remove what covers it")
      }
    }
  }

  private func isAmbiguous(_ left: Candidate, _ right: Candidate) -> Bool {
    guard case .prefixList(let first, _) = left.origin,
      case .prefixList(let second, _) = right.origin
    else { return false }
    return first != second && left.nextHop != right.nextHop
      && left.destination.overlaps(right.destination)
  }

  /// AWS picks one of two overlapping prefix lists' routes, and does not say which.
  func ambiguousPrefixLists() -> [Fault] {
    tables(with: .prefixLists).flatMap { table -> [Fault] in
      let routes = topology.candidates(in: table).filter {
        if case .prefixList = $0.origin { true } else { false }
      }
      let nested = NestedRoutes(routes)
      return nested.routes.enumerated().flatMap { index, route in
        nested.ancestors(of: index).filter { isAmbiguous($0, route) }.map { other in
          let dispute = PrefixListDispute(route, other, in: table, topology)
          return make(
            .ambiguousPrefixList, .error, dispute.message, at: dispute.location,
            related: dispute.notes, advice: PrefixListDispute.advice)
        }
      }
    }
  }

  func reservedDestinations() -> [Fault] {
    tables(with: .reserved).flatMap { table in
      topology.candidates(in: table).compactMap { route -> Fault? in
        guard route.origin != .local,
          AddressSpace.neverForwarded.contains(where: { $0.contains(route.destination) })
        else { return nil }
        return make(
          .reservedRoute, .warning,
          "route `\(topology.address(table))[\(route.destination)]` is of a range that AWS never forwards",
          at: route.source, advice: "remove the route")
      }
    }
  }

  /// Networks on premises whose addresses the VPC has itself: its local route keeps their packets.
  func overlapsOnPremises() -> [Fault] {
    topology.vpcs.flatMap { vpc -> [Fault] in
      guard let gateway = vpc.virtualPrivateGateway else { return [] }
      return gateway.onPremises.compactMap { network in
        guard let own = vpc.cidrs.first(where: { $0.contains(network) }) else { return nil }
        return make(
          .overlappingCIDR, .error,
          "\(network) on premises is inside \(own) of `\(topology.address(vpc.id))` itself: packets to it never leave the VPC",
          at: gateway.source, related: [.init("the VPC", at: vpc.source)],
          advice: "give one of the two other addresses, or leave the network out of `on_premises`")
      }
    }
  }

  /// Tables that nothing is associated with.
  func danglingAssociations() -> [Fault] {
    var isUsed = [Bool](repeating: false, count: topology.routeTables.count)
    for index in topology.subnets.indices {
      isUsed[topology.subnets[index].routeTable.index] = true
    }
    for index in topology.vpcs.indices {
      isUsed[topology.vpcs[index].mainRouteTable.index] = true
      if let table = topology.vpcs[index].internetGateway?.routeTable { isUsed[table.index] = true }
      if let table = topology.vpcs[index].virtualPrivateGateway?.routeTable {
        isUsed[table.index] = true
      }
    }
    let tables = isUsed.indices.filter { !isUsed[$0] && !topology.routeTables[$0].isImplicit }.map {
      dangling(
        topology.address(ID<RouteTable>($0)), "no subnet and no gateway uses it",
        at: topology.routeTables[$0].source)
    }
    let hubUsed = Set(topology.transitGatewayAttachments.map(\.routeTable))
    let hubTables = topology.transitGatewayRouteTables.filter { !hubUsed.contains($0.id) }.map {
      dangling(topology.address($0.id), "no attachment uses it", at: $0.source)
    }
    return tables + hubTables
  }

  private func dangling(_ address: String, _ why: String, at location: SourceRange) -> Fault {
    make(
      .danglingAssociation, .warning, "route table `\(address)` decides nothing: \(why)",
      at: location, advice: "associate the table, or remove it")
  }
}
