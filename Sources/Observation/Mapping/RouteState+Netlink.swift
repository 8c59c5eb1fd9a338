package import HostState
package import Netlink

extension RouteState {
  package init(_ listed: ListedRoute, links: LinkTable) {
    let route = listed.route
    let action: Action =
      switch route.action {
      case .link(let index): .link(links.name(index))
      case .via(let address, let index, let onLink):
        .via(address, links.name(index), onLink: onLink)
      case .blackhole: .blackhole
      case .other(let words, let index):
        .foreign(
          ForeignObject(
            summary: "\(route.destination) \(words)"
              + (index.map { " dev \(links.name($0))" } ?? ""),
            message: listed.message))
      }
    self.init(
      table: route.table, destination: route.destination, metric: route.metric, action: action,
      lockedMTU: route.lockedMTU)
  }

  /// What makes, exchanges or deletes the route.
  ///
  /// - Returns: Nil if its link is not in `links`, or if a foreign route should be anything but
  ///   deleted.
  package func request(_ edit: Edit, links: LinkTable) -> (any NetlinkRequest)? {
    switch action {
    case .link(let link):
      links.reference(link).map { request(edit, .link(index: $0.index), via: $0) }
    case .via(let address, let link, let onLink):
      links.reference(link).map {
        request(edit, .via(address, linkIndex: $0.index, onLink: onLink), via: $0)
      }
    case .blackhole: request(edit, .blackhole, via: nil)
    case .foreign(let object):
      edit == .delete
        ? DeleteObject(.route, message: object.message, summary: object.summary) : nil
    }
  }

  private func request(
    _ edit: Edit, _ action: Route.Action, via link: LinkReference?
  ) -> RouteRequest {
    let route = Route(
      table: table, destination: destination, metric: metric, action: action,
      lockedMTU: lockedMTU, owner: Self.protocolNumber)
    return RouteRequest(edit, route, linkName: link?.name ?? "")
  }
}
