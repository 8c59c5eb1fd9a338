import HostState

extension NamespaceState {
  /// Takes links out, and the addresses, neighbours, routes and rules that are theirs.
  mutating func leaveOut(_ left: Set<LinkName>) {
    guard !left.isEmpty else { return }
    links = links.filter { !left.contains($0.key) }
    foreign = foreign.filter { item in item.link.map { !left.contains($0) } ?? true }
    addresses = addresses.filter { !left.contains($0.link) }
    neighbors = neighbors.filter { !left.contains($0.link) }
    routes = routes.filter { route in
      switch route.action {
      case .link(let link), .via(_, let link, _): !left.contains(link)
      case .blackhole, .foreign: true
      }
    }
    rules = rules.filter { rule in rule.inputLink.map { !left.contains($0) } ?? true }
  }
}
