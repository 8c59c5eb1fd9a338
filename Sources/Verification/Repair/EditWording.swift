import Diagnostics
import IPAddressing
import Topology

/// Says edits in the words of the topology file.
struct EditWording {
  let topology: Topology
  /// Whether the topology was verified with the edits made.
  let isVerified: Bool

  init(_ topology: Topology, isVerified: Bool) {
    self.topology = topology
    self.isVerified = isVerified
  }

  /// One repair for each place to edit: routes of one table are written together.
  func repairs(_ edits: [Edit]) -> [Repair] {
    var result: [Repair] = []
    var added: [(place: Place, routes: [String])] = []
    for edit in edits {
      switch edit {
      case .addRoute(let table, let prefix, let nextHop):
        collect(route(prefix, nextHop, table), .table(table), &added)
      case .addEdgeRoute(let vpc, let gateway, let prefix, let nextHop):
        collect(route(prefix, nextHop, in: vpc), .edge(vpc, gateway), &added)
      default: result.append(single(edit))
      }
    }
    return added.map { repair($0.place, $0.routes.sorted()) } + result
  }

  private enum Place: Equatable {
    case table(Table)
    case edge(ID<VPC>, Gateway)
  }

  private func collect(
    _ route: String, _ place: Place, _ added: inout [(place: Place, routes: [String])]
  ) {
    if let index = added.firstIndex(where: { $0.place == place }) {
      added[index].routes.append(route)
    } else {
      added.append((place, [route]))
    }
  }

  private func repair(_ place: Place, _ routes: [String]) -> Repair {
    let list = routes.joined(separator: ", ")
    switch place {
    case .table(let table):
      return Repair(
        edit: "add `\(list)` to the routes of `\(topology.address(table))`",
        location: source(table),
        verified: isVerified)
    case .edge(let vpc, let gateway):
      let name = topology.unusedTableName(in: vpc)
      return Repair(
        edit:
          "\(association(of: vpc, gateway, name)) and add under `route_tables` `\(name): { routes: { \(list) } }`",
        location: doorLine(gateway, of: vpc), verified: isVerified)
    }
  }

  private func association(of vpc: ID<VPC>, _ gateway: Gateway, _ table: String) -> String {
    let key = gateway == .internet ? "internet_gateway" : "virtual_private_gateway"
    guard gateway == .virtualPrivate else {
      return "in `\(topology.address(vpc))`, set `\(key): { route_table: \(table) }`"
    }
    // It has other keys as well.
    return "add `route_table: \(table)` to the `\(key)` of `\(topology.address(vpc))`"
  }

  private func doorLine(_ gateway: Gateway, of vpc: ID<VPC>) -> SourceRange {
    let own =
      gateway == .internet
      ? topology[vpc].internetGateway?.source : topology[vpc].virtualPrivateGateway?.source
    return own ?? topology[vpc].source
  }

  private func single(_ edit: Edit) -> Repair {
    switch edit {
    case .removeRoute(let table, let prefix, let nextHop):
      return Repair(
        edit: "remove `\(route(prefix, nextHop, table))` from `\(topology.address(table))`",
        location: line(table, prefix, nextHop), verified: isVerified)
    case .retargetRoute(let table, let prefix, let old, let new):
      return Repair(
        edit:
          "in `\(topology.address(table))`, change `\(route(prefix, old, table))` to `\(route(prefix, new, table))`",
        location: line(table, prefix, old), verified: isVerified)
    case .useOwnZone(let table, let prefix, let old, let endpoint):
      let place = topology.address(table)
      let route = "\(destination(prefix, in: topology[table].vpc)): gwlb_endpoint/\(endpoint)@zone"
      guard let old else {
        return Repair(
          edit: "add `\(route)` to the routes of `\(place)`", location: topology[table].source,
          verified: isVerified)
      }
      return Repair(
        edit:
          "in `\(place)`, change `\(self.route(prefix, old, .routeTable(table)))` to `\(route)`",
        location: line(.routeTable(table), prefix, old), verified: isVerified)
    case .associateEdge(let vpc, let gateway, let table):
      return Repair(
        edit: association(of: vpc, gateway, topology[table].name),
        location: doorLine(gateway, of: vpc), verified: isVerified)
    case .switchOnApplianceMode(let id):
      return Repair(
        edit: "set `appliance_mode: true` on `\(topology.address(id))`",
        location: topology[id].applianceModeSource ?? topology[id].source, verified: isVerified)
    case .associate(let id, let table):
      return Repair(
        edit: "set `route_table: \(topology[table].name)` on `\(topology.address(id))`",
        location: topology[id].source, verified: isVerified)
    case .switchOffSourceDestinationCheck(let id):
      return Repair(
        edit: "set `source_dest_check: false` on `\(topology.address(id))`",
        location: topology[id].source, verified: isVerified)
    case .switchOnCrossZone(let id):
      return Repair(
        edit: "set `cross_zone: true` on `\(topology.address(id))`", location: topology[id].source,
        verified: isVerified)
    case .stickToFiveTuple(let id):
      return Repair(
        edit: "set `stickiness: 5_tuple` on `\(topology.address(id))`",
        location: topology[id].stickinessSource ?? topology[id].source, verified: isVerified)
    case .removeIdleTimeout(let id):
      return Repair(
        edit: "remove `tcp_idle_timeout` of `\(topology.address(id))`",
        location: topology[id].tcpIdleTimeoutSource ?? topology[id].source, verified: isVerified)
    case .addRoute(let table, let prefix, let nextHop):
      return repair(.table(table), [route(prefix, nextHop, table)])
    case .addEdgeRoute(let vpc, let gateway, let prefix, let nextHop):
      return repair(.edge(vpc, gateway), [route(prefix, nextHop, in: vpc)])
    }
  }

  private func source(_ table: Table) -> SourceRange {
    switch table {
    case .routeTable(let id): topology[id].source
    case .transitGateway(let id): topology[id].source
    case .local(let id): topology[id].source
    }
  }

  private func line(_ table: Table, _ prefix: Prefix, _ nextHop: NextHop) -> SourceRange {
    topology.candidates(in: table).first {
      $0.destination == prefix && $0.nextHop == nextHop
    }?.source ?? source(table)
  }

  private func route(_ prefix: Prefix, _ nextHop: NextHop, _ table: Table) -> String {
    guard case .routeTable(let id) = table else {
      return "\(text(prefix)): \(topology.spelling(nextHop))"
    }
    return route(prefix, nextHop, in: topology[id].vpc)
  }

  private func route(_ prefix: Prefix, _ nextHop: NextHop, in vpc: ID<VPC>) -> String {
    "\(destination(prefix, in: vpc)): \(topology.spelling(nextHop))"
  }

  private func destination(_ prefix: Prefix, in vpc: ID<VPC>) -> String {
    topology[vpc].subnets.first { topology[$0].cidrs.contains(prefix) }
      .map { "subnet/\(topology[$0].name)" } ?? text(prefix)
  }

  /// An IPv6 destination needs quotes in a YAML flow map.
  private func text(_ prefix: Prefix) -> String {
    prefix.family == .ipv4 ? "\(prefix)" : "\"\(prefix)\""
  }
}
