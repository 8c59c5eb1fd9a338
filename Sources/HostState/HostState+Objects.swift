extension HostState {
  /// Everything of the host, keyed by its identity.
  package var objects: [HostObjectID: HostObject] {
    var all: [HostObjectID: HostObject] = [:]
    for (name, namespace) in namespaces {
      for (kind, object) in namespace.objects { all[HostObjectID(name, kind)] = object }
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
  package var objects: [(HostObjectID.Kind, HostObject)] {
    var all: [(HostObjectID.Kind, HostObject)] = [(.namespace, .namespace(resource: resource))]
    all += sysctls.map { (.sysctl($0.key), .sysctl($0.value)) }
    all += links.map { (.link($0.key), .link($0.value)) }
    let lengths = Dictionary(grouping: addresses) {
      HostObjectID.Kind.address($0.link, $0.address)
    }
    all += lengths.map { ($0.key, .address(prefixLengths: $0.value.map(\.prefixLength).sorted())) }
    all += neighbors.map { (.neighbor($0.link, $0.address), .neighbor($0.macAddress)) }
    all += routes.map { ($0.kind, $0.object) }
    all += rules.map { (.rule($0), .rule) }
    all += absentDefaultRules.map { (.absentDefaultRule($0), .absentDefaultRule) }
    all += nftables.map { (.nftablesTable($0.key), .nftablesTable($0.value)) }
    all += dataPlane.map { [(.dataPlane, .dataPlane($0))] } ?? []
    all += processes.map { (.process($0.key), .process($0.value)) }
    return all
  }

  fileprivate mutating func insert(_ object: HostObject, as kind: HostObjectID.Kind) {
    switch (kind, object) {
    case (.sysctl(let path), .sysctl(let value)): sysctls[path] = value
    case (.link(let name), .link(let link)): links[name] = link
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
