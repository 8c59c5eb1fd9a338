import Diagnostics
import IPAddressing
import Topology

/// Routes that change nothing.
extension SiteChecks {
  /// Routes whose addresses would go to the same target without them; what another finding names is
  /// left to it.
  func ineffectiveRoutes(besides named: Set<SourceRange>) -> [Fault] {
    ineffectiveLines().compactMap { table, route, parent -> Fault? in
      guard !named.contains(route.source), !named.contains(parent.source) else { return nil }
      return make(
        .ineffectiveRoute, .note,
        "route `\(topology.address(table))[\(route.destination)]` changes nothing: \(parent.destination) has the same target",
        at: route.source, related: [.init("the route that suffices", at: parent.source)],
        advice: "remove the route")
    }
  }

  private typealias Ineffective = (table: Table, route: Candidate, parent: Candidate)

  /// Of each written line that leads where another leads that contains it, in every table that it is
  /// a route of, the first.
  ///
  /// A line of a zonal table is a route of several.
  private func ineffectiveLines() -> [Ineffective] {
    var first: [SourceRange: Ineffective] = [:]
    var remaining: [SourceRange: Int] = [:]
    for table in tables(with: .repeats) {
      let nested = NestedRoutes(topology.candidates(in: table))
      var found: [SourceRange: Ineffective] = [:]
      for (route, parent) in zip(nested.routes, nested.parents) where route.origin == .static {
        guard let parent = parent.map({ nested.routes[$0] }), parent.nextHop == route.nextHop else {
          continue
        }
        found[route.source] = (table, route, parent)
      }
      first.merge(found) { known, _ in known }
      for line in found.keys { remaining[line, default: 0] -= 1 }
    }
    if first.isEmpty { return [] }
    for table in tables() {
      let lines = Set(
        topology.candidates(in: table).lazy.filter { $0.origin == .static }.map(\.source))
      for line in lines where remaining[line] != nil { remaining[line, default: 0] += 1 }
    }
    return first.filter { remaining[$0.key] == 0 }.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Routes that decide for no flow, nor for its answer.
  func unusedRoutes(besides named: Set<SourceRange>) -> [Fault] {
    guard evidence.isWhole else { return [] }
    var seen: Set<SourceRange> = []
    return tables().flatMap { table -> [Fault] in
      topology.candidates(in: table).compactMap { route -> Fault? in
        guard route.origin != .local, route.origin != .propagated,
          route.nextHop != .blackhole, !evidence.usedLines.contains(route.source),
          !named.contains(route.source), seen.insert(route.source).inserted
        else { return nil }
        return make(
          .routeNeverUsed, .note,
          "no flow takes route `\(topology.address(table))[\(route.destination)]`",
          at: route.source, advice: "remove the route, unless it is meant for what comes later")
      }
    }
  }
}
