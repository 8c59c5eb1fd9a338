import Diagnostics
import HostState
import IPAddressing
import Topology

extension HostBuilder {
  /// The namespace of a group's member.
  func appliance(_ group: ApplianceGroup, _ member: ApplianceGroup.Member) -> NamespaceName {
    namespace(of: resource(group, member))
  }

  /// A member's own resource: the n-th that is run here, or the one that is there at an address.
  func resource(_ group: ApplianceGroup, _ member: ApplianceGroup.Member) -> String {
    let name = group.interface == nil ? "\(member.index)" : "\(member.address)"
    return "\(topology.address(group.id))[\(name)]"
  }

  mutating func lowerApplianceGroup(_ group: ApplianceGroup) {
    if let interface = group.interface { return lowerExternal(group, behind: interface) }
    let endpoints = servedEndpoints(of: group)
    for member in group.members { lowerAppliance(group, member, endpoints: endpoints) }
  }

  private mutating func lowerAppliance(
    _ group: ApplianceGroup, _ member: ApplianceGroup.Member,
    endpoints: [FirewallDataPlane.Endpoint]
  ) {
    let resource = resource(group, member)
    let name = namespace(of: resource)
    let sysctls =
      switch group.appliance {
      case .passThrough: Sysctls.base
      case .process: Sysctls.terminating
      case .firewall, .external: Sysctls.inspecting
      }
    addNamespace(name, resource: resource, sysctls: sysctls, source: group.source)
    attach(
      name, to: segment(member.subnet),
      port: names.link(
        .appliance, "\(group.name)-\(member.index)", of: resource, in: router(group.vpc)),
      addresses: [member.address],
      mtu: topology.mtu + HostConstants.encapsulationOverhead, sourceCheck: .appliance,
      resource: resource, source: group.source)
    let link = Self.hostLink
    let index = linkIndex(name, link)
    switch group.appliance {
    case .passThrough:
      let dataPlane = PassThroughDataPlane(
        link: link, linkIndex: index, address: member.address,
        nodeAddresses: nodeAddresses(of: group), healthPort: group.healthCheck.port)
      update(name) { $0.dataPlane = .passThrough(dataPlane) }
      note(HostObjectID(name, .dataPlane), resource, group.source)
    case .process(let arguments):
      addProcess(
        name, arguments: arguments, resource: resource, addresses: [member.address],
        source: group.source)
    case .firewall(let rules):
      addFirewall(group, member, to: name, tables: rules.tables, endpoints: endpoints)
    case .external: break
    }
  }

  /// Decapsulated packets go round by the kernel's own forwarding: in by the mark that the
  /// terminator gave them, past `local` (a tenant may have the appliance's own address), and out of
  /// the same link, where the terminator wraps them again.
  private mutating func addFirewall(
    _ group: ApplianceGroup, _ member: ApplianceGroup.Member, to name: NamespaceName,
    tables: [String: String], endpoints: [FirewallDataPlane.Endpoint]
  ) {
    let resource = resource(group, member)
    let link = Self.hostLink
    let dataPlane = FirewallDataPlane(
      link: link, linkIndex: linkIndex(name, link), address: member.address,
      endpoints: endpoints, healthPort: group.healthCheck.port)
    update(name) {
      $0.dataPlane = .firewall(dataPlane)
      $0.nftables = tables
      $0.nftables["inet bumpwire"] = FirewallZones.text(slots: endpoints.map(\.slot))
      $0.absentDefaultRules = Set(
        AddressFamily.allCases.map { DefaultRule(family: $0, table: .local) })
    }
    note(HostObjectID(name, .dataPlane), resource, group.source)
    let table = returnTable(name, link)
    // It inspects what came in GENEVE, and is nobody's router besides.
    failClosed(name, resource: resource)
    for family in AddressFamily.allCases {
      addRule(
        name,
        RuleState(
          family: family, preference: 10,
          mark: RuleState.Mark(FirewallDataPlane.mark, mask: FirewallDataPlane.mark),
          action: .lookup(table: table)),
        resource: resource, source: group.source)
      addRule(
        name,
        RuleState(
          family: family, preference: HostConstants.localRulePreference,
          action: .lookup(table: RuleState.localTable)),
        resource: resource, source: group.source)
      var route = overPeer(link, to: HostConstants.defaultRoute(family), table: table)
      route.lockedMTU = topology.mtu
      addRoute(name, route, resource: resource, source: group.source)
      // The terminator replaces the Ethernet header; the neighbour only saves a resolution.
      addNeighbor(
        name, link, HostConstants.peer(family), MACAddress(derivedFrom: "\(name)/terminator"))
    }
  }

  /// The endpoints whose packets a group sees, numbered: those of every gateway load balancer that
  /// it serves.
  private mutating func servedEndpoints(of group: ApplianceGroup) -> [FirewallDataPlane.Endpoint] {
    let declared = contents.endpointsByGroup[group.id] ?? []
    let slots = slots(of: declared, in: topology.address(group.id))
    if slots.count < declared.count {
      report(
        Diagnostic(
          .error, .capacityExceeded,
          "`\(topology.address(group.id))` serves more than "
            + "\(GatewayLoadBalancerDataPlane.mostEndpoints) endpoints",
          at: declared[slots.count].source, help: "serve some of them by another appliance group"))
    }
    var endpoints: [FirewallDataPlane.Endpoint] = []
    for (endpoint, slot) in zip(declared, slots) {
      let resource = topology.address(endpoint.id)
      let zone = topology[endpoint.subnet].zone
      // Without a node in its zone an endpoint's packets reach no appliance.
      guard let node = topology[endpoint.service].nodes.first(where: { $0.zone == zone }) else {
        continue
      }
      endpoints.append(
        FirewallDataPlane.Endpoint(
          id: EndpointNumbers.id(of: resource, in: topology),
          attachmentID: EndpointNumbers.attachmentID(of: resource, in: topology), slot: Int(slot),
          nodeAddress: node.address))
    }
    return endpoints.sorted { $0.slot < $1.slot }
  }

  private func nodeAddresses(of group: ApplianceGroup) -> [IPAddress] {
    let balancers = topology.gatewayLoadBalancers.filter { $0.applianceGroup == group.id }
    return balancers.flatMap { $0.nodes.map(\.address) }.sorted()
  }
}
