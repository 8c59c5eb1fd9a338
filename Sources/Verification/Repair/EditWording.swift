import Diagnostics
import Topology

/// Says changes in the words of the topology file.
struct EditWording {
  let topology: Topology
  /// Whether the topology was verified with the changes made.
  let isVerified: Bool

  init(_ topology: Topology, isVerified: Bool) {
    self.topology = topology
    self.isVerified = isVerified
  }

  /// One repair for each line to edit, and one for all that are added to a table.
  func repairs(_ edits: [FileEdit]) -> [Repair] {
    edits.flatMap { edit in
      switch edit {
      case .rewrite(let rewrite): repairs(rewrite)
      case .set(let setting): [repair(setting)]
      }
    }
  }

  private func repairs(_ rewrite: TableRewrite) -> [Repair] {
    let added = rewrite.added.map(\.text).joined(separator: ", ")
    switch rewrite.place {
    case .main(let vpc):
      return [
        make(
          "in `\(topology.address(vpc))`, set `main_route_table: main` and add under `route_tables` `main: { routes: { \(added) } }`",
          at: topology[vpc].source)
      ]
    case .edge(let vpc, let gateway):
      let name = topology.unusedTableName(in: vpc)
      return [
        make(
          "\(association(of: vpc, gateway, name)) and add under `route_tables` `\(name): { routes: { \(added) } }`",
          at: doorLine(gateway, of: vpc))
      ]
    case .declared(let tables):
      guard let table = tables.first else { return [] }
      let name = topology.writtenAddress(table)
      let lines = rewrite.replaced.map { make(replacement($0, in: name), at: $0.line) }
      if added.isEmpty { return lines }
      return [make("add `\(added)` to the routes of `\(name)`", at: source(table))] + lines
    }
  }

  private func replacement(_ replacement: TableRewrite.Replacement, in table: String) -> String {
    let old = text(of: replacement.line)
    let new: String
    switch replacement.successor {
    case .target(let target):
      // A target has no blanks and a destination none after its colon.
      let destination = old.split(separator: " ").dropLast().joined(separator: " ")
      new = "\(destination) \(target)"
    case .lines(let lines): new = lines.map(\.text).joined(separator: ", ")
    }
    return new.isEmpty
      ? "remove `\(old)` from `\(table)`" : "in `\(table)`, change `\(old)` to `\(new)`"
  }

  /// A line as the file has it.
  private func text(of line: SourceRange) -> String {
    topology.files.first { $0.path == line.file }.flatMap { SourceExcerpt.text(of: line, in: $0) }
      ?? topology.route(at: line)
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

  private func repair(_ setting: Setting) -> Repair {
    switch setting {
    case .associateEdge(let vpc, let gateway, let table):
      return make(
        association(of: vpc, gateway, topology[table].name), at: doorLine(gateway, of: vpc))
    case .switchOnApplianceMode(let id):
      return make(
        "set `appliance_mode: true` on `\(topology.address(id))`",
        at: topology[id].applianceModeSource ?? topology[id].source)
    case .associate(let id, let table):
      return make(
        "set `route_table: \(topology[table].name)` on `\(topology.address(id))`",
        at: topology[id].source)
    case .stand(let id, in: let subnet):
      return make(
        "add `\(topology[subnet].name)` to the `subnets` of `\(topology.address(id))`",
        at: topology[id].source)
    case .withdraw(let id, from: let table):
      return make(
        "remove `\(topology[table].name)` from the `propagate_to` of `\(topology.address(id))`",
        at: topology[table].routes.first {
          $0.origin == .propagated && $0.target == .attachment(id)
        }?.source ?? topology[id].source)
    case .switchOffSourceDestinationCheck(let id):
      return make(
        "set `source_dest_check: false` on `\(written(id))`", at: topology[id].source)
    case .removePublicAddress(let id):
      return make(
        "remove `public_address` of `\(written(id))`",
        at: topology[id].publicAddressSource ?? topology[id].source)
    case .switchOnCrossZone(let id):
      return make("set `cross_zone: true` on `\(topology.address(id))`", at: topology[id].source)
    case .stickToFiveTuple(let id):
      return make(
        "set `stickiness: 5_tuple` on `\(topology.address(id))`",
        at: topology[id].stickinessSource ?? topology[id].source)
    case .removeIdleTimeout(let id):
      return make(
        "remove `tcp_idle_timeout` of `\(topology.address(id))`",
        at: topology[id].tcpIdleTimeoutSource ?? topology[id].source)
    }
  }

  /// An instance's address as the file has it, where those of all zones are one.
  private func written(_ id: ID<Instance>) -> String {
    "\(topology.address(topology[id].vpc))/instance/\(topology[id].zonalName ?? topology[id].name)"
  }

  private func make(_ edit: String, at location: SourceRange) -> Repair {
    Repair(edit: edit, location: location, verified: isVerified)
  }

  private func source(_ table: Table) -> SourceRange {
    switch table {
    case .routeTable(let id): topology[id].source
    case .transitGateway(let id): topology[id].source
    case .local(let id): topology[id].source
    }
  }
}

extension Topology {
  /// A table's address as the file has it, where the members of a zonal table are one.
  func writtenAddress(_ table: Table) -> String {
    guard case .routeTable(let id) = table, let name = self[id].zonalName else {
      return address(table)
    }
    return "\(address(self[id].vpc))/route_table/\(name)"
  }

  /// A route as a file would spell it, for a topology that came from none.
  fileprivate func route(at line: SourceRange) -> String {
    let tables =
      routeTables.map { Table.routeTable($0.id) }
      + transitGatewayRouteTables.map { Table.transitGateway($0.id) }
    let route = tables.lazy.flatMap { candidates(in: $0) }.first { $0.source == line }
    return route.map { route in
      let subnet = subnets.first { $0.cidrs.contains(route.destination) }
      let destination = subnet.map { "subnet/\($0.name)" } ?? RouteSpelling.text(route.destination)
      return "\(destination): \(spelling(route.nextHop))"
    } ?? ""
  }
}
