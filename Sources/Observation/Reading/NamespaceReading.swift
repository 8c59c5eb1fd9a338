import HostState
import IPAddressing
import Netlink
import RunDirectory

/// What one namespace told about itself.
///
/// Where a veth leads is only known with all namespaces at hand.
struct NamespaceReading: Sendable {
  let name: NamespaceName
  /// Which namespace the name stands for; nil for what an interrupted creation left.
  var identity: NamespaceHandle.Identity?
  /// Complete but for links and processes.
  var state: NamespaceState
  /// All but `lo` and what the kernel makes by itself.
  var links: [Link] = []
  var disabledOffloads: [Int32: LinkState.DisabledOffloads] = [:]
  /// The links that do not ask for unknown neighbours.
  var withoutResolution: Set<Int32> = []
  var loopback: Link?
  /// What the namespace's sysctls are known to be.
  var knownSysctls: [String: String] = [:]
  /// The numbers by which it knows the namespaces that it was asked about, of those that it knows.
  var numbers: [NamespaceName: Int32] = [:]
  /// The netlink ports with whose sockets tables go, by the tables' names.
  var tableOwners: [String: UInt32] = [:]

  /// Whether something here goes with a process when that ends.
  var hasHoldings: Bool { !tableOwners.isEmpty || links.contains(where: \.isHeldByProcess) }

  /// The links that go with these holdings.
  func links(of holdings: ProcessHoldings) -> Set<LinkName> {
    Set(
      links.filter { $0.isHeldByProcess && holdings.tunnels.contains($0.name) }
        .map { LinkName(rawValue: $0.name) })
  }

  /// The tables that go with these holdings.
  func tables(of holdings: ProcessHoldings) -> Set<String> {
    Set(tableOwners.filter { holdings.netlinkPorts.contains($0.value) }.keys)
  }

  /// The links' states, given the other ends of veths, the host's interfaces below and what bridges
  /// know of their ports, by the links' indexes here.
  func links(
    peers: [Int32: PeerResolver.End], interfaces: [Int32: LinkName],
    stations: [Int32: MACAddress]
  ) -> [LinkName: LinkState] {
    var names: [Int32: LinkName] = [:]
    for link in links { names[link.index] = LinkName(rawValue: link.name) }
    var states: [LinkName: LinkState] = [:]
    let expectations = LinkExpectations(known: knownSysctls, observed: state.sysctls)
    // Of a namespace whose making was interrupted it may still be down.
    if let loopback, !state.resource.isEmpty {
      var loopbackState = LinkState.loopback
      loopbackState.mtu = loopback.mtu
      loopbackState.isUp = loopback.isUp
      if loopbackState != .loopback { states[.loopback] = loopbackState }
    }
    for link in links {
      let kind =
        interfaces[link.index].map(LinkState.Kind.hostInterface)
        ?? kind(link, peer: peers[link.index])
      let isOwn = interfaces[link.index] == nil
      var linkState = LinkState(
        kind: kind, index: link.index,
        macAddress: (isOwn ? link.macAddress : nil) ?? MACAddress(bits: 0), mtu: link.mtu,
        master: link.masterIndex.map { names[$0] ?? LinkName(rawValue: "if\($0)") },
        alias: link.alias, group: link.group, isUp: link.isUp,
        generatesLinkLocalAddress: link.generatesLinkLocalAddress,
        disabledOffloads: disabledOffloads[link.index] ?? [])
      linkState.station = stations[link.index]
      linkState.resolvesNeighbors = !withoutResolution.contains(link.index)
      linkState.deviations = expectations.deviations(of: link)
      states[LinkName(rawValue: link.name)] = linkState
    }
    return states
  }

  private func kind(_ link: Link, peer: PeerResolver.End?) -> LinkState.Kind {
    if let peer { return .veth(peerNamespace: peer.namespace, peer: peer.link) }
    if link.kind == "bridge" { return .bridge }
    if link.kind == "veth" { return .foreign("veth that leads out of the topology") }
    return .foreign(link.kind.isEmpty ? "hardware" : link.kind)
  }
}
