extension HostState {
  /// Everything of the host, keyed by its identity.
  package var objects: [HostObjectID: HostObject] {
    let count = namespaces.values.reduce(0) { $0 + $1.objectCount }
    var all = [HostObjectID: HostObject](minimumCapacity: count)
    for (name, namespace) in namespaces {
      namespace.forEachObject { all[HostObjectID(name, $0)] = $1 }
    }
    return all
  }

  /// The host that consists of `objects`.
  ///
  /// What lies in a namespace that is not among them is left out, as it cannot exist.
  package init(topology: String, objects: [HostObjectID: HostObject]) {
    self.init(topology: topology)
    for case (let id, .namespace(let resource)) in objects {
      namespaces[id.namespace] = NamespaceState(resource: resource)
    }
    for (id, object) in objects { namespaces[id.namespace]?.insert(object, as: id.kind) }
  }
}

extension NamespaceState {
  /// The namespace itself and everything in it.
  package var objects: [HostObjectID.Kind: HostObject] {
    var all = [HostObjectID.Kind: HostObject](minimumCapacity: objectCount)
    forEachObject { all[$0] = $1 }
    return all
  }

  /// How many objects there are, or a few more: an address with several lengths is one.
  fileprivate var objectCount: Int {
    1 + sysctls.count + links.count + addresses.count + neighbors.count + routes.count
      + rules.count + absentDefaultRules.count + nftables.count + 1 + processes.count
      + foreign.count
  }

  fileprivate func forEachObject(_ body: (HostObjectID.Kind, HostObject) -> Void) {
    body(.namespace, .namespace(resource: resource))
    for (path, value) in sysctls { body(.sysctl(path), .sysctl(value)) }
    for (name, link) in links { body(.link(name), .link(link)) }
    let lengths = Dictionary(grouping: addresses) {
      HostObjectID.Kind.address($0.link, $0.address)
    }
    for (kind, states) in lengths {
      body(kind, .address(prefixLengths: states.map(\.prefixLength).sorted()))
    }
    for state in neighbors {
      body(.neighbor(state.link, state.address), .neighbor(state.macAddress))
    }
    for route in routes { body(route.kind, route.object) }
    for rule in rules { body(.rule(rule), .rule) }
    for rule in absentDefaultRules { body(.absentDefaultRule(rule), .absentDefaultRule) }
    for (key, text) in nftables { body(.nftablesTable(key), .nftablesTable(text)) }
    if let dataPlane { body(.dataPlane, .dataPlane(dataPlane)) }
    for item in foreign { body(.foreign(item), .foreign) }
    for (name, process) in processes { body(.process(name), .process(process)) }
  }

  fileprivate mutating func insert(_ object: HostObject, as kind: HostObjectID.Kind) {
    switch (kind, object) {
    case (.sysctl(let path), .sysctl(let value)): sysctls[path] = value
    case (.link(let name), .link(let link)):
      if link != .loopback { links[name] = link }
    case (.address(let link, let address), .address(let lengths)):
      for length in lengths {
        addresses.insert(AddressState(link: link, address: address, prefixLength: length))
      }
    case (.neighbor(let link, let address), .neighbor(let macAddress)):
      neighbors.insert(NeighborState(link: link, address: address, macAddress: macAddress))
    case (.route(let table, let destination, let metric), .route(let action, let lockedMTU)):
      routes.insert(
        RouteState(
          table: table, destination: destination, metric: metric, action: action,
          lockedMTU: lockedMTU))
    case (.foreignRoute(let route), .foreignRoute): routes.insert(route)
    case (.foreign(let item), .foreign): foreign.insert(item)
    case (.rule(let rule), .rule): rules.insert(rule)
    case (.absentDefaultRule(let rule), .absentDefaultRule): absentDefaultRules.insert(rule)
    case (.nftablesTable(let name), .nftablesTable(let text)): nftables[name] = text
    case (.dataPlane, .dataPlane(let value)): dataPlane = value
    case (.process(let name), .process(let value)): processes[name] = value
    default: break
    }
  }
}

extension RouteState {
  /// What identifies the route in its namespace.
  package var kind: HostObjectID.Kind {
    if case .foreign = action { return .foreignRoute(self) }
    return .route(table: table, destination: destination, metric: metric)
  }

  /// What the route is set to.
  package var object: HostObject {
    if case .foreign = action { return .foreignRoute }
    return .route(action, lockedMTU: lockedMTU)
  }
}
