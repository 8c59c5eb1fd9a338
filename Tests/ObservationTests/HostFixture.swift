import HostState
import NFTables
import Netlink
import Observation
import Testing

/// Makes a host state in a sandbox, the straight way.
enum HostFixture {
  static func make(_ state: HostState) throws {
    var connections: [NamespaceName: NamespaceConnection] = [:]
    for (name, namespace) in state.namespaces.sorted(by: { $0.key < $1.key }) {
      connections[name] = try NamespaceConnection.create(
        name.rawValue, sysctls: namespace.sysctls,
        alias: "\(state.topology)/\(namespace.resource)")
    }
    for (name, namespace) in state.namespaces {
      let connection = try #require(connections[name])
      for (link, linkState) in namespace.links {
        guard let request = try creation(link, linkState, in: name, state, connections) else {
          continue
        }
        try connection.execute(request)
      }
    }
    for (name, namespace) in state.namespaces {
      try fill(try #require(connections[name]), namespace)
    }
  }

  /// A pair is made at its smaller end.
  private static func creation(
    _ link: LinkName, _ linkState: LinkState, in name: NamespaceName, _ state: HostState,
    _ connections: [NamespaceName: NamespaceConnection]
  ) throws -> (any NetlinkRequest)? {
    switch linkState.kind {
    case .bridge: return CreateBridge(linkState.settings(name: link))
    case .veth(let peerNamespace, let peer):
      guard (name, link) < (peerNamespace, peer) else { return nil }
      let far = try #require(state.namespaces[peerNamespace]?.links[peer])
      return CreateVethPair(
        near: linkState.settings(name: link), far: far.settings(name: peer),
        farNamespace: peerNamespace == name ? nil : connections[peerNamespace]?.namespace)
    case .hostInterface, .foreign: return nil
    }
  }

  private static func fill(_ connection: NamespaceConnection, _ state: NamespaceState) throws {
    let links = LinkTable(state.links)
    var requests: [any NetlinkRequest] = []
    for (name, link) in state.links {
      requests += try #require(link.configuration(name: name, links: links))
    }
    requests += state.addresses.compactMap { $0.request(.add, links: links) }
    requests += state.neighbors.compactMap { $0.request(.add, links: links) }
    requests += state.routes.compactMap { $0.request(.add, links: links) }
    requests += state.rules.compactMap { $0.request(.add) }
    requests += state.absentDefaultRules.map { $0.request(.delete) }
    for outcome in connection.execute(requests) { try outcome.get() }
    var transaction = NFTablesTransaction()
    for (key, text) in state.nftables { transaction.put(try #require(TableKey(key)), text: text) }
    try connection.namespace.run { () throws(NFTablesError) in try transaction.apply() }.get()
  }
}
