import Diagnostics
import IPAddressing
import Topology

extension Topology {
  /// The topology with the edits made; nil when two of them contradict each other or one does not
  /// apply.
  func applying(_ edits: [FileEdit]) -> Topology? {
    var result = self
    return edits.allSatisfy { result.apply($0) } ? result : nil
  }

  /// Whether the edit applied; what it began stays otherwise.
  mutating func apply(_ edit: FileEdit) -> Bool {
    switch edit {
    case .rewrite(let rewrite): apply(rewrite)
    case .set(let setting): apply(setting)
    }
  }

  private mutating func apply(_ rewrite: TableRewrite) -> Bool {
    var parts: [ID<RouteTable>: [ID<Zone>: ID<RouteTable>]] = [:]
    for case (.routeTable(let table), let zones) in Dictionary(
      grouping: rewrite.changes.filter { $0.zone != nil }, by: \.table)
    {
      parts[table] = split(table, into: zones.compactMap(\.zone))
    }
    return rewrite.changes.allSatisfy { member in
      var table = member.table
      if case .edge(let vpc, let gateway) = rewrite.place {
        guard let edge = edgeTable(of: vpc, gateway) else { return false }
        table = .routeTable(edge)
      }
      if case .routeTable(let whole) = table, let part = member.zone.flatMap({ parts[whole]?[$0] })
      {
        table = .routeTable(part)
      }
      return member.routes.allSatisfy { set($0, in: table) }
    }
  }

  private mutating func apply(_ setting: Setting) -> Bool {
    switch setting {
    case .associateEdge(let vpc, let gateway, let table):
      switch gateway {
      case .internet: vpcs[vpc.index].internetGateway?.routeTable = table
      case .virtualPrivate: vpcs[vpc.index].virtualPrivateGateway?.routeTable = table
      case .egressOnly: return false
      }
    case .switchOnApplianceMode(let id):
      transitGatewayAttachments[id.index].applianceMode = true
    case .associate(let id, let table):
      transitGatewayAttachments[id.index].routeTable = table
    case .stand(let id, in: let subnet):
      transitGatewayAttachments[id.index].subnets.append(subnet)
      // Nobody is assumed any more beside the attachment's interface.
      subnets[subnet.index].hosts = instances.contains { $0.subnet == subnet }
    case .withdraw(let id, from: let table):
      transitGatewayAttachments[id.index].propagateTo.removeAll { $0 == table }
      transitGatewayRouteTables[table.index].routes.removeAll {
        $0.origin == .propagated && $0.target == .attachment(id)
      }
    case .switchOffSourceDestinationCheck(let id):
      for member in members(of: id) { instances[member.index].sourceDestinationCheck = false }
    case .removePublicAddress(let id):
      instances[id.index].publicAddress = nil
      instances[id.index].publicAddressSource = nil
    case .switchOnCrossZone(let id):
      gatewayLoadBalancers[id.index].crossZone = true
    case .stickToFiveTuple(let id):
      applianceGroups[id.index].stickiness = .fiveTuple
    case .removeIdleTimeout(let id):
      gatewayLoadBalancers[id.index].tcpIdleTimeoutSource = nil
    }
    return true
  }

  /// The instances that are one in the file.
  private func members(of instance: ID<Instance>) -> [ID<Instance>] {
    guard let name = self[instance].zonalName else { return [instance] }
    return instances.filter { $0.vpc == self[instance].vpc && $0.zonalName == name }.map(\.id)
  }

  private mutating func set(_ change: TableRewrite.Change, in table: Table) -> Bool {
    let present = candidates(in: table).first {
      $0.destination == change.destination && $0.origin == .static
    }
    if let present, !remove(present.destination, present.nextHop, from: table) { return false }
    return change.nextHop.map { add(change.destination, $0, to: table, at: present?.source) }
      ?? (present != nil)
  }

  /// - Parameter line: the line that it is written in; the table's own for a new one.
  private mutating func add(
    _ prefix: Prefix, _ nextHop: NextHop, to table: Table, at line: SourceRange?
  ) -> Bool {
    switch (table, nextHop) {
    case (.routeTable(let id), .target(let target)):
      // A route equal to a VPC's CIDR takes the local route's place.
      routeTables[id.index].routes.removeAll { $0.destination == prefix && $0.origin == .local }
      routeTables[id.index].routes.append(
        Route(
          destination: prefix, target: target, origin: .static, source: line ?? self[id].source))
      return true
    case (.transitGateway(let id), .attachment(let attachment)):
      transitGatewayRouteTables[id.index].routes.append(
        .init(
          destination: prefix, target: .attachment(attachment), origin: .static,
          source: line ?? self[id].source))
      return true
    default: return false
    }
  }

  private mutating func remove(_ prefix: Prefix, _ nextHop: NextHop, from table: Table) -> Bool {
    switch (table, nextHop) {
    case (.routeTable(let id), .target(let target)):
      let count = self[id].routes.count
      routeTables[id.index].routes.removeAll {
        $0.destination == prefix && $0.target == target && $0.origin == .static
      }
      guard self[id].routes.count < count else { return false }
      if let vpc = vpcs.first(where: { $0.id == self[id].vpc && $0.cidrs.contains(prefix) }) {
        routeTables[id.index].routes.append(
          Route(destination: prefix, target: .local, origin: .local, source: vpc.source))
      }
      return true
    case (.transitGateway(let id), _):
      let count = self[id].routes.count
      transitGatewayRouteTables[id.index].routes.removeAll { route in
        guard route.destination == prefix, route.origin == .static else { return false }
        return switch route.target {
        case .attachment(let attachment): nextHop == .attachment(attachment)
        case .blackhole: nextHop == .blackhole
        }
      }
      return self[id].routes.count < count
    default: return false
    }
  }

  /// The gateway's edge table, made when there is none.
  private mutating func edgeTable(of vpc: ID<VPC>, _ gateway: Gateway) -> ID<RouteTable>? {
    let source: SourceRange
    switch gateway {
    case .internet:
      guard let door = self[vpc].internetGateway else { return nil }
      if let table = door.routeTable { return table }
      source = door.source
    case .virtualPrivate:
      guard let door = self[vpc].virtualPrivateGateway else { return nil }
      if let table = door.routeTable { return table }
      source = door.source
    case .egressOnly: return nil
    }
    let table = ID<RouteTable>(routeTables.count)
    routeTables.append(
      RouteTable(
        id: table, vpc: vpc, name: unusedTableName(in: vpc),
        routes: self[vpc].cidrs.map {
          Route(destination: $0, target: .local, origin: .local, source: self[vpc].source)
        }, source: source))
    vpcs[vpc.index].routeTables.append(table)
    switch gateway {
    case .internet: vpcs[vpc.index].internetGateway?.routeTable = table
    case .virtualPrivate: vpcs[vpc.index].virtualPrivateGateway?.routeTable = table
    case .egressOnly: return nil
    }
    return table
  }

  /// A table that is written, that nobody uses, and that a gateway may have (aws-gwlb 4.3).
  func unassociatedEdgeTable(in vpc: ID<VPC>) -> ID<RouteTable>? {
    var used = Set(self[vpc].subnets.map { self[$0].routeTable })
    used.insert(self[vpc].mainRouteTable)
    used.formUnion(
      [self[vpc].internetGateway?.routeTable, self[vpc].virtualPrivateGateway?.routeTable]
        .compactMap { $0 })
    let whole = Set(self[vpc].cidrs + self[vpc].subnets.flatMap { self[$0].cidrs })
    return self[vpc].routeTables.first { id in
      let table = self[id]
      let written = table.routes.filter { $0.origin != .local }
      return !table.isImplicit && !used.contains(id) && !written.isEmpty
        && written.allSatisfy { route in
          switch route.target {
          case .gwlbEndpoint, .instance:
            route.origin == .static && whole.contains(route.destination)
          default: false
          }
        }
    }
  }

  /// What a new edge table may be called.
  func unusedTableName(in vpc: ID<VPC>) -> String {
    let used = Set(self[vpc].routeTables.map { self[$0].name })
    let isFree = { (name: String) in
      !used.contains(name) && !zones.contains { used.contains("\(name)-\($0.name)") }
    }
    return ["ingress", "edge"].first(where: isFree)
      ?? (1...).lazy.map { "ingress-\($0)" }.first(where: isFree) ?? "ingress"
  }
}
