package import HostState
package import IPAddressing

/// Follows a packet over a modelled host as Linux would forward it: rules in their order, the longest
/// prefix, veth pairs; a gateway load balancer's endpoint inspects and sends back.
///
/// It shares nothing with the planner whose steps it judges.
package struct HostWalk {
  package struct Path: Hashable {
    package enum End: Hashable { case delivered, dropped, loop }

    /// `NAMESPACE LINK` of each arrival and, at the end, of the last departure.
    package var hops: [String] = []
    package var end = End.dropped
    package var isInspected = false

    package var isDeliveredInspected: Bool { end == .delivered && isInspected }
  }

  private struct Place: Hashable {
    var namespace: NamespaceName
    var link: LinkName
  }

  private struct Router {
    var rules: [RuleState]
    /// Best first.
    var tables: [UInt32: [RouteState]]
  }

  private var state: HostState
  private var routers: [NamespaceName: Router] = [:]

  package init(_ state: HostState) {
    self.state = state
    for name in state.namespaces.keys { update(name, to: state.namespaces[name]) }
  }

  /// One namespace becomes another.
  package mutating func update(_ name: NamespaceName, to namespace: NamespaceState?) {
    state.namespaces[name] = namespace
    routers[name] = namespace.map { namespace in
      Router(
        rules: namespace.rules.sorted(),
        tables: Dictionary(grouping: namespace.routes, by: \.table).mapValues { routes in
          routes.sorted {
            ($1.destination.length, $0.metric) < ($0.destination.length, $1.metric)
          }
        })
    }
  }

  /// The path of a packet that arrives on a link.
  package func path(
    into namespace: NamespaceName, over link: LinkName, to destination: IPAddress
  ) -> Path {
    var path = Path()
    var place = Place(namespace: namespace, link: link)
    var seen: [Place: Int] = [:]
    while true {
      path.hops.append("\(place.namespace) \(place.link)")
      // A router is entered over the same link twice where an endpoint sends back; not thrice.
      seen[place, default: 0] += 1
      if seen[place, default: 0] > 2 || path.hops.count > 100 {
        path.end = .loop
        return path
      }
      if isEndpoint(place) {
        path.isInspected = true
        guard let back = peer(place) else { return path }
        place = back
        continue
      }
      if place.link.rawValue.hasPrefix("end") {
        path.end = .delivered
        return path
      }
      guard let output = output(place, destination),
        let next = peer(Place(namespace: place.namespace, link: output))
      else { return path }
      place = next
    }
  }

  private func isEndpoint(_ place: Place) -> Bool {
    guard case .gatewayLoadBalancer(let balancer)? = state.namespaces[place.namespace]?.dataPlane
    else { return false }
    return balancer.endpoints.contains { $0.link == place.link }
  }

  private func peer(_ place: Place) -> Place? {
    guard
      case .veth(let namespace, let peer)? =
        state.namespaces[place.namespace]?.links[place.link]?.kind
    else { return nil }
    return Place(namespace: namespace, link: peer)
  }

  /// The link that a packet leaves by; nil where it is dropped.
  private func output(_ place: Place, _ destination: IPAddress) -> LinkName? {
    var least: UInt32 = 0
    for rule in routers[place.namespace]?.rules ?? []
    where rule.family == destination.family && rule.preference >= least {
      let matches = rule.inputLink.map { ($0 == place.link) != rule.isInverted } ?? true
      guard matches, rule.mark == nil, rule.source == nil else { continue }
      switch rule.action {
      case .blackhole: return nil
      case .goTo(let preference): least = preference
      case .lookup(let table):
        if let action = decision(place.namespace, table, destination) { return action.link }
      case .foreign: continue
      }
    }
    return decision(place.namespace, RouteState.mainTable, destination)?.link
  }

  private func decision(
    _ namespace: NamespaceName, _ table: UInt32, _ destination: IPAddress
  ) -> RouteState.Action? {
    routers[namespace]?.tables[table]?.first { $0.destination.contains(destination) }?.action
  }
}
