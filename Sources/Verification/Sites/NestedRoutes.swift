import IPAddressing
import Topology

/// A table's routes as prefixes are: nested or apart.
///
/// Of several for one destination the preferred one lies within the others.
struct NestedRoutes {
  /// Every route after those that contain it.
  let routes: [Candidate]
  /// By route: the one that would decide for its destination without it; nil where none would.
  let parents: [Int?]

  init(_ candidates: [Candidate]) {
    routes = candidates.sorted {
      $0.destination == $1.destination ? $1.isPreferred(to: $0) : $0.destination < $1.destination
    }
    var open: [Int] = []
    var parents: [Int?] = []
    parents.reserveCapacity(routes.count)
    for (index, route) in routes.enumerated() {
      while let last = open.last, !routes[last].destination.contains(route.destination) {
        open.removeLast()
      }
      parents.append(open.last)
      open.append(index)
    }
    self.parents = parents
  }

  /// Routes all of whose addresses better ones decide for, by their places in the table.
  var covered: Set<Int> {
    // How far from its first address each route is covered without a gap; nil for all of it.
    var next: [IPAddress?] = routes.map(\.destination.first)
    for (index, parent) in parents.enumerated() {
      guard let parent, next[parent] == routes[index].destination.first else { continue }
      let last = routes[index].destination.last
      next[parent] = last == routes[parent].destination.last ? nil : last.advanced(by: 1)
    }
    return Set(routes.indices.filter { next[$0] == nil }.compactMap { routes[$0].index })
  }

  /// The routes that one contains: those that are chosen over it.
  func descendants(of index: Int) -> some Sequence<Candidate> {
    routes[(index + 1)...].prefix { routes[index].destination.contains($0.destination) }
  }

  /// The routes that contain one, the longest first.
  func ancestors(of index: Int) -> some Sequence<Candidate> {
    sequence(first: index) { parents[$0] }.lazy.dropFirst().map { routes[$0] }
  }
}
