import Diagnostics
import IPAddressing
import Topology

/// Routes that change nothing.
extension SiteChecks {
  /// Routes whose addresses would go to the same target without them; what another finding names is
  /// left to it.
  func ineffectiveRoutes(besides named: Set<SourceRange>) -> [Fault] {
    everyMember { routes in
      let nested = NestedRoutes(routes)
      var found: [SourceRange: (Candidate, Candidate)] = [:]
      for (route, parent) in zip(nested.routes, nested.parents) where route.origin == .static {
        guard let parent = parent.map({ nested.routes[$0] }), parent.nextHop == route.nextHop else {
          continue
        }
        found[route.source] = (route, parent)
      }
      return found
    }.compactMap { address, route, parent in
      guard !named.contains(route.source), !named.contains(parent.source) else { return nil }
      return make(
        .ineffectiveRoute, .note,
        "route `\(address)[\(route.destination)]` changes nothing: \(parent.destination) has the same target",
        at: route.source, related: [.init("the route that suffices", at: parent.source)],
        advice: "remove the route")
    }
  }

  /// Of each written line that qualifies in every table that it is a route of, the first.
  ///
  /// A line of a zonal table is a route of several.
  private func everyMember(
    _ find: ([Candidate]) -> [SourceRange: (Candidate, Candidate)]
  ) -> [(address: String, route: Candidate, parent: Candidate)] {
    var first: [SourceRange: (String, Candidate, Candidate)] = [:]
    var isOut: Set<SourceRange> = []
    for (table, address) in tables {
      let routes = topology.candidates(in: table)
      let found = find(routes)
      for route in routes where route.origin == .static {
        guard let (route, parent) = found[route.source] else {
          isOut.insert(route.source)
          continue
        }
        if first[route.source] == nil { first[route.source] = (address, route, parent) }
      }
    }
    return first.filter { !isOut.contains($0.key) }.sorted { $0.key < $1.key }
      .map { (address: $0.value.0, route: $0.value.1, parent: $0.value.2) }
  }

  /// Routes that decide for no flow, nor for its answer.
  func unusedRoutes(besides named: Set<SourceRange>) -> [Fault] {
    guard evidence.isWhole else { return [] }
    var seen: Set<SourceRange> = []
    return tables.flatMap { table, address -> [Fault] in
      topology.candidates(in: table).compactMap { route in
        guard route.origin != .local, route.origin != .propagated,
          route.nextHop != .blackhole, !evidence.usedLines.contains(route.source),
          !named.contains(route.source), seen.insert(route.source).inserted
        else { return nil }
        return make(
          .routeNeverUsed, .note, "no flow takes route `\(address)[\(route.destination)]`",
          at: route.source, advice: "remove the route, unless it is meant for what comes later")
      }
    }
  }
}
