import Configuration
import Diagnostics
import IPAddressing
import Threads

extension Resolver {
  /// A route on its way into a table.
  private struct Candidate {
    var prefix: Prefix
    var origin: RouteOrigin
    /// The zone of the destination subnet, for edge tables.
    var zone: ID<Zone>?
  }

  /// Writes the routes of all tables.
  mutating func fill(_ builders: [RouteTableBuilder]) {
    for (stretch, routes) in filled(builders) {
      // Where something is wrong, that is said once and in order.
      let routes = routes ?? builders[stretch].map { self.routes(of: $0) }
      for (index, routes) in zip(stretch, routes) {
        topology.routeTables[builders[index].id.index].routes = routes
      }
    }
  }

  /// The routes by stretch of tables, nil for a stretch in which something is wrong.
  private func filled(
    _ builders: [RouteTableBuilder]
  ) -> [(stretch: Range<Int>, routes: [[Route]]?)] {
    var silent = self
    silent.diagnostics = []
    silent.repeated = [:]
    silent.missingGateways = [:]
    return Parallel.map(builders.count, least: 500) { [silent] stretch in
      var resolver = silent
      let routes = builders[stretch].map { resolver.routes(of: $0) }
      let isSilent =
        resolver.diagnostics.isEmpty && resolver.repeated.isEmpty
        && resolver.missingGateways.isEmpty
      return (stretch, isSilent ? routes : nil)
    }
  }

  /// The routes of one table, its VPC's own first.
  private mutating func routes(of builder: RouteTableBuilder) -> [Route] {
    let tree = document.trees[builder.list.fileIndex]
    let targets =
      builder.targets ?? builder.list.targets.map { target($0, in: builder.vpc, of: builder.list) }
    var routes = builder.local
    var localCount = routes.count
    routes.reserveCapacity(routes.count + builder.list.routes.count)
    var destinations = WrittenDestinations()
    // A name that was refused once is not refused again by each route that has it.
    var known: [[Candidate]?] = Array(repeating: nil, count: builder.list.names.count)
    for (index, written) in builder.list.routes.enumerated() {
      func add(_ resolver: inout Resolver, _ candidate: Candidate) {
        guard let target = targets[Int(written.target)],
          let target = resolver.pick(target, candidate, written, builder),
          resolver.isAllowed(candidate.prefix, candidate.origin, target, written, builder)
        else { return }
        if candidate.origin == .static,
          let first = destinations.insert(candidate.prefix, at: index)
        {
          resolver.refuseDuplicate(
            candidate.prefix, written, builder.list.routes[first], builder)
          return
        }
        let isOwn = builder.isOwn(candidate.prefix)
        if isOwn,
          let replaced = routes[..<localCount].firstIndex(where: {
            $0.destination == candidate.prefix
          })
        {
          routes.remove(at: replaced)
          localCount -= 1
        }
        routes.append(
          Route(
            destination: candidate.prefix, target: target,
            origin: isOwn && target == .local ? .local : candidate.origin,
            source: tree.range(of: written)))
      }
      switch written.destination {
      case .prefix(let prefix):
        add(&self, Candidate(prefix: prefix, origin: .static, zone: nil))
      case .subnet(let name), .prefixList(let name):
        let candidates = known[Int(name)] ?? self.candidates(written, builder)
        known[Int(name)] = candidates
        for candidate in candidates { add(&self, candidate) }
      }
    }
    return routes
  }

  /// The prefixes that a named destination stands for.
  private mutating func candidates(
    _ route: RouteList.Route, _ builder: RouteTableBuilder
  ) -> [Candidate] {
    let place = { (resolver: Resolver) in
      resolver.document.destinationRange(of: route, in: builder.list)
    }
    switch route.destination {
    case .prefix(let prefix): return [Candidate(prefix: prefix, origin: .static, zone: nil)]
    case .prefixList(let index):
      let name = builder.list.names[Int(index)].name
      if builder.isEdge {
        refuse(
          .invalidIngressDestination, "an edge table cannot use a prefix list", at: place(self),
          help: "write the CIDR of each subnet, or `subnet/NAME`")
        return []
      }
      guard let list = prefixList(name, at: place(self)) else { return [] }
      return topology[list].entries.indices.map {
        Candidate(
          prefix: topology[list].entries[$0].prefix, origin: .prefixList(list, entry: $0),
          zone: nil)
      }
    case .subnet(let index):
      let name = builder.list.names[Int(index)]
      var home = builder.vpc
      if let other = name.vpc {
        guard let vpc = vpc(Located(other, at: place(self))) else { return [] }
        home = vpc
      }
      let subnets =
        group(
          Located(name.name, at: place(self)), \.subnets, in: home, "a subnet")?.members ?? []
      return subnets.flatMap { subnet in
        topology[subnet].cidrs.map {
          Candidate(prefix: $0, origin: .static, zone: topology[subnet].zone)
        }
      }
    }
  }

  mutating func prefixList(_ name: String, at range: SourceRange) -> ID<PrefixList>? {
    if let list = prefixLists[name] { return list }
    if isLost(name) { return nil }
    refuse(
      .danglingReference, "there is no prefix list `\(name)`", at: range,
      help: suggestion(for: name, among: prefixLists.keys)
        ?? existing("prefix lists", prefixLists.keys)
        ?? "declare it under the top-level `prefix_lists`")
    return nil
  }

  /// The target in the zone that `@zone` means here.
  private mutating func pick(
    _ target: RouteTableBuilder.Target, _ candidate: Candidate, _ route: RouteList.Route,
    _ builder: RouteTableBuilder
  ) -> RouteTarget? {
    switch target {
    case .one(let target): return target
    case .byZone(let targets):
      let exact = subnet(with: candidate.prefix, in: builder.vpc).map { topology[$0].zone }
      let wanted = builder.isEdge ? candidate.zone ?? exact : builder.zone
      let reference = builder.list.targets[Int(route.target)]
      guard let wanted else {
        refuse(
          .ambiguousZone,
          "`@zone` means the zone of the destination's subnet, and \(candidate.prefix) is no subnet",
          at: document.targetRange(of: route, in: builder.list),
          help: "write `subnet/NAME` as the destination, or name one member")
        return nil
      }
      if let target = targets[wanted] { return target }
      refuseZonelessTarget(reference, wanted, route, builder)
      return nil
    }
  }

  private mutating func refuseZonelessTarget(
    _ reference: RouteTargetReference, _ zone: ID<Zone>, _ route: RouteList.Route,
    _ builder: RouteTableBuilder
  ) {
    let zoneName = topology[zone].name
    let key = "\(builder.vpc.rawValue)/\(reference.text)/\(zoneName)"
    guard refusedTargets.insert(key).inserted else { return }
    let subnet = subnet(of: reference, in: builder.vpc)
    refuse(
      .danglingTarget,
      "`\(reference.kind.rawValue)/\(reference.name)` does not exist in zone `\(zoneName)`, where "
        + "the route table `\(builder.name)` needs it",
      at: document.targetRange(of: route, in: builder.list), notes: users(of: builder, in: zone),
      help: subnet.map { "give its subnet `\($0)` a CIDR in zone `\(zoneName)`" })
  }

  /// The subnet that a target's declaration names.
  private func subnet(of reference: RouteTargetReference, in vpc: ID<VPC>) -> String? {
    let written = declaration.vpcs[vpc.index].value
    switch reference.kind {
    case .natGateway:
      return written.natGateways.first { $0.name == reference.name }?.value.subnet?.value
    case .gwlbEndpoint:
      return written.gwlbEndpoints.first { $0.name == reference.name }?.value.subnet?.value
    case .instance:
      return written.instances.first { $0.name == reference.name }?.value.subnet?.value
    default: return nil
    }
  }

  private func users(of builder: RouteTableBuilder, in zone: ID<Zone>) -> [Diagnostic.Note] {
    guard !builder.isEdge else { return [] }
    let subnet = topology[builder.vpc].subnets.first {
      topology[$0].zone == zone && !topology[$0].usesMainRouteTable
        && topology[$0].associationSource != topology[$0].source
    }
    return subnet.map {
      [.init("a subnet of zone `\(topology[zone].name)` is declared here", at: topology[$0].source)]
    } ?? []
  }

  private mutating func refuseDuplicate(
    _ prefix: Prefix, _ route: RouteList.Route, _ first: RouteList.Route,
    _ builder: RouteTableBuilder
  ) {
    // Two subnets of one CIDR, each with its route: said of the subnets already.
    let owners = topology[builder.vpc].subnets.count { subnet in
      topology[subnet].cidrs.contains(prefix)
    }
    guard owners < 2 else { return }
    refuse(
      .duplicateDestination,
      "the route table `\(builder.name)` has the destination \(prefix) twice",
      at: document.range(of: route, in: builder.list),
      notes: [.init("it is first routed here", at: document.range(of: first, in: builder.list))],
      help: "keep one of the two")
  }
}
