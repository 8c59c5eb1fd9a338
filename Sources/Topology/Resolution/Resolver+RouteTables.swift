import Configuration
import Diagnostics
import IPAddressing

extension Resolver {
  mutating func resolveRouteTables() {
    var builders: [RouteTableBuilder] = []
    for entry in declaration.vpcs {
      guard let vpc = vpcs[entry.name] else { continue }
      var users = TableUsers()
      users.edges = edgeAssociations(entry.value)
      users.main = entry.value.mainRouteTable
      associate(entry.value, vpc, &users)
      let main = addMainTable(entry.value, vpc)
      let local = localRoutes(of: vpc)
      for table in entry.value.routeTables { builders += add(table, users, local, in: vpc) }
      bindAssociations(entry.value, vpc, main)
    }
    fill(builders)
  }

  /// Which gateways name which table.
  private func edgeAssociations(_ vpc: VPCDeclaration) -> [String: Located<String>] {
    let written = [
      vpc.internetGateway?.value.routeTable, vpc.virtualPrivateGateway?.value.routeTable,
    ].compactMap { $0 }
    return Dictionary(written.map { ($0.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Collects the zones whose subnets use each table.
  private func associate(_ entry: VPCDeclaration, _ vpc: ID<VPC>, _ users: inout TableUsers) {
    // By index, here and below: a copy of each declaration would cost more than what is done with it.
    for index in entry.subnets.indices {
      guard let table = entry.subnets.entries[index].value.routeTable else { continue }
      for member in names[vpc.index].subnets[entry.subnets.entries[index].name]?.members ?? [] {
        users.subnets[table.value, default: []].append(member)
      }
    }
  }

  /// The implicit main table, when none is named.
  private mutating func addMainTable(_ entry: VPCDeclaration, _ vpc: ID<VPC>) -> ID<RouteTable>? {
    guard entry.mainRouteTable == nil else { return nil }
    if let declared = entry.routeTables.first(where: { $0.name == "main" }) {
      refuse(
        .reservedName,
        "`main` is the name of the implicit main route table of `\(topology[vpc].name)`",
        at: declared.range,
        help: "write `main_route_table: main` beside `route_tables` if this is to be the main table"
      )
    }
    let id = ID<RouteTable>(topology.routeTables.count)
    topology.routeTables.append(
      RouteTable(
        id: id, vpc: vpc, name: "main", routes: localRoutes(of: vpc), source: topology[vpc].source,
        isImplicit: true))
    topology.vpcs[vpc.index].routeTables.append(id)
    return id
  }

  func localRoutes(of vpc: ID<VPC>) -> [Route] {
    topology[vpc].cidrs.map {
      Route(destination: $0, target: .local, origin: .local, source: source(of: $0, in: vpc))
    }
  }

  /// One declared table: one element, or one a zone where a target says `@zone`.
  ///
  /// - Returns: each element, still without its routes.
  private mutating func add(
    _ entry: NamedMap<RouteTableDeclaration>.Entry, _ users: TableUsers, _ local: [Route],
    in vpc: ID<VPC>
  ) -> [RouteTableBuilder] {
    let list = entry.value.routes
    let zonalTarget = list.targets.first(where: \.isZonal)
    let edge = users.edges[entry.name]
    let subnets = users.subnets[entry.name] ?? []
    if let main = users.main, main.value == entry.name { checkMain(main, zonalTarget, edge) }
    if let edge, let zonalTarget, !subnets.isEmpty {
      refuse(
        .ambiguousZone,
        "`\(entry.name)` is an edge table and a subnet's table: `@zone` would mean two things",
        at: zonalTarget.range, notes: [.init("the edge association is here", at: edge.range)],
        help: "give the gateway a route table of its own")
      declareTable([], entry, isZonal: false, in: vpc)
      return []
    }
    let isEdge =
      edge != nil || subnets.isEmpty && isMeantForGateway(entry, users.main, in: vpc)
    var builder = RouteTableBuilder(
      vpc: vpc, local: local, list: list, name: entry.name, isEdge: isEdge,
      isOfSubnets: !isEdge || !subnets.isEmpty)
    guard zonalTarget != nil, !isEdge else {
      builder.id = addTable(entry.name, entry, vpc)
      declareTable([builder.id], entry, isZonal: false, in: vpc)
      return [builder]
    }
    let targets = list.targets.map { target($0, in: vpc, of: list) }
    builder.targets = targets
    let members = zonesOf(builder, subnets, entry, in: vpc).map { zone in
      var member = builder
      member.id = addTable("\(entry.name)-\(topology[zone].name)", entry, vpc)
      member.zone = zone
      topology.routeTables[member.id.index].zonalName = entry.name
      return member
    }
    declareTable(members.map(\.id), entry, isZonal: true, in: vpc)
    return members
  }

  /// Whether a table that nobody uses has what an edge table has: whole subnets as destinations,
  /// endpoints or instances as targets.
  ///
  /// Its `@zone` is that of the destination.
  private func isMeantForGateway(
    _ entry: NamedMap<RouteTableDeclaration>.Entry, _ main: Located<String>?, in vpc: ID<VPC>
  ) -> Bool {
    let list = entry.value.routes
    guard main?.value != entry.name, !list.routes.isEmpty,
      list.targets.allSatisfy({ $0.kind == .gwlbEndpoint || $0.kind == .instance }),
      zonesNamed(entry.name, in: vpc).isEmpty
    else { return false }
    return list.routes.allSatisfy { route in
      guard case .subnet(let name) = route.destination else { return false }
      return list.names[Int(name)].vpc == nil
    }
  }

  /// The zones whose member of a table a subnet names by itself: `route_table: alb-a`.
  private func zonesNamed(_ table: String, in vpc: ID<VPC>) -> Set<ID<Zone>> {
    let named = Set(declaration.vpcs[vpc.index].value.subnets.compactMap(\.value.routeTable?.value))
    return Set(
      topology.zones.indices.filter { named.contains("\(table)-\(topology.zones[$0].name)") }
        .map { ID<Zone>($0) })
  }

  private mutating func checkMain(
    _ main: Located<String>, _ zonalTarget: RouteTargetReference?, _ edge: Located<String>?
  ) {
    if let zonalTarget, edge == nil {
      refuse(
        .invalidMainTable, "`\(main.value)` cannot be the main route table: it is one table a zone",
        at: main.range, notes: [.init("`@zone` is written here", at: zonalTarget.range)],
        help: "name the table in each subnet's `route_table` instead")
    }
    if let edge {
      refuse(
        .invalidMainTable, "`\(main.value)` cannot be the main route table: it is an edge table",
        at: main.range, notes: [.init("the edge association is here", at: edge.range)],
        help: "give the gateway a route table of its own")
    }
  }

  /// The zones of the subnets that use the table; of its targets while none does.
  private func zonesOf(
    _ builder: RouteTableBuilder, _ subnets: [ID<Subnet>],
    _ entry: NamedMap<RouteTableDeclaration>.Entry, in vpc: ID<VPC>
  ) -> [ID<Zone>] {
    var zones = Set(subnets.map { topology[$0].zone })
    zones.formUnion(zonesNamed(entry.name, in: vpc))
    if zones.isEmpty {
      for case .byZone(let targets)? in builder.targets ?? [] { zones.formUnion(targets.keys) }
    }
    return zones.sorted()
  }

  private mutating func addTable(
    _ name: String, _ entry: NamedMap<RouteTableDeclaration>.Entry, _ vpc: ID<VPC>
  ) -> ID<RouteTable> {
    let id = ID<RouteTable>(topology.routeTables.count)
    topology.routeTables.append(
      RouteTable(id: id, vpc: vpc, name: name, routes: [], source: entry.range))
    topology.vpcs[vpc.index].routeTables.append(id)
    return id
  }

  private mutating func declareTable(
    _ members: [ID<RouteTable>], _ entry: NamedMap<RouteTableDeclaration>.Entry, isZonal: Bool,
    in vpc: ID<VPC>
  ) {
    declare(
      entry.name, \.routeTables,
      .init(members: members, isZonal: isZonal, source: entry.range), in: vpc, "route table",
      memberName: { $0.topology[$1].name })
  }

  /// Binds the main table, the subnets and the gateways to their tables.
  private mutating func bindAssociations(
    _ entry: VPCDeclaration, _ vpc: ID<VPC>, _ implicitMain: ID<RouteTable>?
  ) {
    var main = implicitMain
    if let name = entry.mainRouteTable {
      main = single(name, \.routeTables, in: vpc, "a route table")
    }
    if let main { topology.vpcs[vpc.index].mainRouteTable = main }
    for index in entry.subnets.indices {
      let members = names[vpc.index].subnets[entry.subnets.entries[index].name]?.members ?? []
      guard let name = entry.subnets.entries[index].value.routeTable else {
        for member in members { topology.subnets[member.index].routeTable = main ?? ID(0) }
        continue
      }
      guard let tables = group(name, \.routeTables, in: vpc, "a route table") else { continue }
      for member in members {
        let wanted = "\(name.value)-\(topology[topology[member].zone].name)"
        let table =
          tables.isZonal
          ? tables.members.first { topology[$0].name == wanted } : tables.members.first
        if let table { topology.subnets[member.index].routeTable = table }
      }
    }
    if let name = entry.internetGateway?.value.routeTable {
      let table = single(name, \.routeTables, in: vpc, "a route table")
      topology.vpcs[vpc.index].internetGateway?.routeTable = table
    }
    if let name = entry.virtualPrivateGateway?.value.routeTable {
      let table = single(name, \.routeTables, in: vpc, "a route table")
      topology.vpcs[vpc.index].virtualPrivateGateway?.routeTable = table
    }
  }
}
