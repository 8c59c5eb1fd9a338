import Diagnostics
import HostState
import IPAddressing
import Topology

/// Accumulates a desired host while the parts of a topology are lowered one after the other.
///
/// Lowering is a pure function: the builder only ever adds values.
struct HostBuilder {
  let topology: Topology
  let contents: TopologyContents
  private(set) var state: HostState
  private(set) var origins: [HostObjectID: Origin] = [:]
  private(set) var diagnostics: [Diagnostic] = []
  let names: LinkNames
  /// Names of links that two resources would have: with any, `state` is of no use.
  private(set) var collisions: Set<LinkNames.Collision> = []
  private let group: UInt32
  /// The VPCs whose table of their own routes has been added.
  var localTables: Set<ID<VPC>> = []
  /// Subnets of endpoints that have a kernel table of their own.
  var ownTables: Set<ID<Subnet>> = []
  private var sources: [NamespaceName: SourceRange] = [:]
  private var isFull: Set<NamespaceName> = []
  private var spaces: [AssignedNumbers.Space: StableNumbers] = [:]
  private let kept: AssignedNumbers
  /// What was given in the end.
  private(set) var numbers = AssignedNumbers()

  init(
    topology: Topology, keeping kept: AssignedNumbers = AssignedNumbers(),
    naming names: LinkNames = LinkNames()
  ) {
    self.topology = topology
    self.kept = kept
    self.names = names
    contents = TopologyContents(topology)
    state = HostState(topology: topology.name)
    // Group 0 is every link's default; the sign bit stays clear for iproute2's sake.
    group = UInt32(StableHash.value(of: topology.name) % 0x7fff_fffe) + 1
  }

  /// The name of a resource's namespace.
  func namespace(of resource: String) -> NamespaceName {
    HostNames.namespace(topology: topology.name, resource: resource)
  }

  mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  mutating func addNamespace(
    _ name: NamespaceName, resource: String, sysctls: [String: String], source: SourceRange?
  ) {
    state.namespaces[name] = NamespaceState(resource: resource, sysctls: sysctls)
    sources[name] = source
    note(HostObjectID(name, .namespace), resource, source)
  }

  /// Changes a namespace that was added before.
  mutating func update(_ name: NamespaceName, _ change: (inout NamespaceState) -> Void) {
    precondition(state.namespaces[name] != nil, "\(name) is changed before it is added")
    // In place: a copy of a hub's namespace for each of its links would take quadratic time.
    change(&state.namespaces[name, default: NamespaceState(resource: "")])
  }

  /// Records what a kernel object comes from.
  mutating func note(_ object: HostObjectID, _ resource: String, _ source: SourceRange?) {
    origins[object] = Origin(resource: resource, place: source?.description)
  }
}

extension HostBuilder {
  /// One end of a veth pair.
  struct End {
    var namespace: NamespaceName
    var name: LinkName
    var mtu: Int
    var master: LinkName?
    var disabledOffloads: LinkState.DisabledOffloads

    init(
      _ namespace: NamespaceName, _ name: LinkName, mtu: Int, master: LinkName? = nil,
      disabledOffloads: LinkState.DisabledOffloads = []
    ) {
      self.namespace = namespace
      self.name = name
      self.mtu = mtu
      self.master = master
      self.disabledOffloads = disabledOffloads
    }
  }

  mutating func addVeth(_ first: End, _ second: End, resource: String, source: SourceRange?) {
    add(first, peer: second, resource: resource, source: source)
    add(second, peer: first, resource: resource, source: source)
  }

  private mutating func add(_ end: End, peer: End, resource: String, source: SourceRange?) {
    addLink(
      end.namespace, end.name, kind: .veth(peerNamespace: peer.namespace, peer: peer.name),
      mtu: end.mtu, master: end.master, disabledOffloads: end.disabledOffloads,
      resource: resource, source: source)
    guard end.master != nil else { return }
    let station = macAddress(peer.namespace, peer.name)
    update(end.namespace) { $0.links[end.name]?.station = station }
  }

  mutating func addBridge(
    _ namespace: NamespaceName, _ name: LinkName, mtu: Int, resource: String, source: SourceRange?
  ) {
    addLink(namespace, name, kind: .bridge, mtu: mtu, resource: resource, source: source)
  }

  mutating func addHostInterface(
    _ namespace: NamespaceName, _ name: LinkName, over interface: LinkName, mtu: Int,
    resource: String, source: SourceRange?
  ) {
    addLink(
      namespace, name, kind: .hostInterface(interface), mtu: mtu, resource: resource,
      source: source)
    update(namespace) { $0.links[name]?.macAddress = MACAddress(bits: 0) }
  }

  private mutating func addLink(
    _ namespace: NamespaceName, _ name: LinkName, kind: LinkState.Kind, mtu: Int,
    master: LinkName? = nil, disabledOffloads: LinkState.DisabledOffloads = [],
    resource: String, source: SourceRange?
  ) {
    let link = LinkState(
      kind: kind, index: linkIndex(namespace, name), macAddress: macAddress(namespace, name),
      mtu: mtu, master: master, alias: String("\(topology.name)/\(resource)".prefix(255)),
      group: group, disabledOffloads: disabledOffloads)
    update(namespace) { $0.links[name] = link }
    let object = HostObjectID(namespace, .link(name))
    if let other = origins[object]?.resource, other != resource {
      collisions.insert(
        LinkNames.Collision(
          namespace: namespace, name: name, resource: max(other, resource)))
    }
    note(object, resource, source)
  }

  /// The index of a link, which need not have been added yet.
  mutating func linkIndex(_ namespace: NamespaceName, _ name: LinkName) -> Int32 {
    number(name.rawValue, .link, of: namespace, HostConstants.linkIndexes, "links")
  }

  /// The table that leads back over a link.
  mutating func returnTable(_ namespace: NamespaceName, _ name: LinkName) -> UInt32 {
    UInt32(
      number(
        name.rawValue, .returnTable, of: namespace, HostConstants.returnTables,
        "links to gateways and endpoints"))
  }

  /// The kernel's number of a table that has a name in a router's namespace.
  mutating func kernelTable(named name: String, in namespace: NamespaceName) -> UInt32 {
    UInt32(
      number(name, .routeTable, of: namespace, HostConstants.routeTables, "route tables"))
  }

  private mutating func number(
    _ name: String, _ kind: AssignedNumbers.Space.Kind, of namespace: NamespaceName,
    _ range: Range<UInt32>, _ noun: String
  ) -> Int32 {
    let space = AssignedNumbers.Space(kind: kind, owner: namespace.rawValue)
    if let number = spaces[space, default: StableNumbers(in: range, keeping: kept[space])]
      .number(for: name)
    {
      numbers.set(number, for: name, in: space)
      return Int32(number)
    }
    if isFull.insert(namespace).inserted {
      report(
        Diagnostic(
          .error, .capacityExceeded,
          "`\(state.namespaces[namespace]?.resource ?? namespace.rawValue)` has more than "
            + "\(range.count) \(noun)", at: sources[namespace],
          help: "split the topology"))
    }
    // Any number will do: what is reported keeps the state from being used.
    return Int32(range.lowerBound)
  }

  /// The slots of endpoints, in their order: fewer than there are when they are too many.
  ///
  /// - Parameter owner: The resource that has them.
  mutating func slots(of endpoints: [GWLBEndpoint], in owner: String) -> [UInt32] {
    let space = AssignedNumbers.Space(kind: .slot, owner: owner)
    let names = endpoints.map { topology.address($0.id) }
    let present = Set(names)
    // Slots of endpoints that are gone are free: they may be all that are left.
    var stable = StableNumbers(
      in: 0..<UInt32(GatewayLoadBalancerDataPlane.mostEndpoints),
      keeping: kept[space].filter { present.contains($0.key) })
    var slots: [UInt32] = []
    for name in names {
      guard let slot = stable.number(for: name) else { break }
      numbers.set(slot, for: name, in: space)
      slots.append(slot)
    }
    return slots
  }

  /// The slots of a group's members as targets, in their order.
  ///
  /// One that is there already keeps its own whatever is listed before it: its flows hold it.
  mutating func targetSlots(of group: ApplianceGroup) -> [Int] {
    guard group.interface != nil else { return group.members.map(\.index) }
    let space = AssignedNumbers.Space(kind: .target, owner: topology.address(group.id))
    let range = 0..<UInt32(GatewayLoadBalancerDataPlane.mostTargets)
    let present = Set(group.members.map(\.address.description))
    // Those that are taken out are drained, and keep theirs for as long as there are others.
    let isFull = present.union(kept[space].keys).count > range.count
    var stable = StableNumbers(
      in: range, keeping: isFull ? kept[space].filter { present.contains($0.key) } : kept[space])
    return group.members.map { member in
      let name = member.address.description
      guard let slot = stable.number(for: name, at: member.index) else { return member.index }
      numbers.set(slot, for: name, in: space)
      return Int(slot)
    }
  }

  /// The address that a link has, or will have.
  func macAddress(_ namespace: NamespaceName, _ name: LinkName) -> MACAddress {
    MACAddress(derivedFrom: "\(namespace)/\(name)")
  }
}

extension HostBuilder {
  mutating func addAddress(
    _ namespace: NamespaceName, _ link: LinkName, _ address: IPAddress, prefixLength: Int
  ) {
    update(namespace) {
      $0.addresses.insert(
        AddressState(link: link, address: address, prefixLength: prefixLength))
    }
  }

  mutating func addNeighbor(
    _ namespace: NamespaceName, _ link: LinkName, _ address: IPAddress, _ macAddress: MACAddress
  ) {
    update(namespace) {
      $0.neighbors.insert(
        NeighborState(link: link, address: address, macAddress: macAddress))
    }
  }

  mutating func addRoute(
    _ namespace: NamespaceName, _ route: RouteState, resource: String, source: SourceRange?
  ) {
    update(namespace) { $0.routes.insert(route) }
    note(
      HostObjectID(
        namespace,
        .route(table: route.table, destination: route.destination, metric: route.metric)),
      resource, source)
  }

  mutating func addRule(
    _ namespace: NamespaceName, _ rule: RuleState, resource: String, source: SourceRange?
  ) {
    update(namespace) { $0.rules.insert(rule) }
    note(HostObjectID(namespace, .rule(rule)), resource, source)
  }

  /// A point-to-point veth whose ends reach each other by the constant next hops.
  mutating func addPointToPoint(
    _ first: End, _ second: End, resource: String, source: SourceRange?
  ) {
    addVeth(first, second, resource: resource, source: source)
    for (end, peer) in [(first, second), (second, first)] {
      for family in AddressFamily.allCases {
        addNeighbor(
          end.namespace, end.name, HostConstants.peer(family),
          macAddress(peer.namespace, peer.name))
      }
    }
  }

  /// A route over a point-to-point veth.
  func overPeer(
    _ link: LinkName, to destination: Prefix, table: UInt32 = RouteState.mainTable
  ) -> RouteState {
    RouteState(
      table: table, destination: destination,
      action: .via(HostConstants.peer(destination.family), link, onLink: true))
  }
}
