import Diagnostics
import HostState
import IPAddressing
import Topology

extension HostBuilder {
  /// A gateway load balancer: a namespace that never forwards in the stack, so that a detached
  /// program is a loss and not a bypass, with a link a node and a link an endpoint.
  mutating func lowerGatewayLoadBalancer(_ balancer: GatewayLoadBalancer) {
    let resource = topology.address(balancer.id)
    let name = namespace(of: resource)
    let group = topology[balancer.applianceGroup]
    addNamespace(name, resource: resource, sysctls: Sysctls.base, source: balancer.source)
    checkCapacity(balancer, group)
    let nodes = balancer.nodes.map { addNode($0, of: balancer, group: group, to: name) }
    let declared = contents.endpointsByService[balancer.id] ?? []
    let slots = slots(of: declared, in: resource)
    if slots.count < declared.count {
      report(
        Diagnostic(
          .error, .capacityExceeded,
          "`\(resource)` has more than \(GatewayLoadBalancerDataPlane.mostEndpoints) endpoints",
          at: declared[slots.count].source,
          help: "serve some of them by another gateway load balancer"))
    }
    let endpoints = zip(declared, slots).map { addEndpoint($0, slot: Int($1), to: name) }
    let targets = zip(group.members, targetSlots(of: group)).map { member, slot in
      target(member, of: group, slot: slot, nodes: balancer.nodes)
    }
    let dataPlane = GatewayLoadBalancerDataPlane(
      endpoints: endpoints.sorted { $0.slot < $1.slot }, nodes: nodes,
      targets: targets.sorted { $0.slot < $1.slot },
      crossZone: balancer.crossZone, stickiness: stickiness(group.stickiness),
      tcpIdleTimeout: balancer.tcpIdleTimeout, rebalances: group.targetFailover == .rebalance,
      tcpResets: tcpResets(balancer, group),
      deregistrationDelay: group.deregistrationDelay, healthCheck: healthCheck(group.healthCheck),
      scaling: scaling(group))
    update(name) { $0.dataPlane = .gatewayLoadBalancer(dataPlane) }
    note(HostObjectID(name, .dataPlane), resource, balancer.source)
  }

  private mutating func checkCapacity(_ balancer: GatewayLoadBalancer, _ group: ApplianceGroup) {
    let resource = topology.address(balancer.id)
    if group.members.count > GatewayLoadBalancerDataPlane.mostTargets {
      report(
        Diagnostic(
          .error, .capacityExceeded,
          "`\(resource)` has more than \(GatewayLoadBalancerDataPlane.mostTargets) targets",
          at: group.source, help: "make the group smaller"))
    }
    if topology.zones.count > GatewayLoadBalancerDataPlane.mostZones {
      report(
        Diagnostic(
          .error, .capacityExceeded,
          "`\(resource)` is in a topology of more than \(GatewayLoadBalancerDataPlane.mostZones) zones",
          at: balancer.source, help: "declare fewer zones"))
    }
  }

  /// A node's port in its subnet.
  ///
  /// What a node sends, health probes included, leaves by its own link,
  /// although another zone's subnet may be connected to a sibling's.
  private mutating func addNode(
    _ node: GatewayLoadBalancer.Node, of balancer: GatewayLoadBalancer, group: ApplianceGroup,
    to name: NamespaceName
  ) -> GatewayLoadBalancerDataPlane.Node {
    let zone = topology[node.zone].name
    let resource = "\(topology.address(balancer.id))[\(zone)]"
    let link = names.link(.node, zone, of: resource, in: name)
    let segment = segment(node.subnet)
    // Software that reads GENEVE from a socket needs finished checksums and no super-packets.
    let offloads: LinkState.DisabledOffloads =
      switch group.appliance {
      case .process, .external: .transmit
      case .firewall, .passThrough: []
      }
    attach(
      name, to: segment,
      port: names.link(
        .node, "\(balancer.name)-\(zone)", of: resource, in: segment.router), link: link,
      addresses: [node.address], mtu: segment.mtu, linkOffloads: offloads,
      hasDefaultRoute: false, resource: resource, source: balancer.source)
    let table = returnTable(name, link)
    addRule(
      name,
      RuleState(
        family: .ipv4, preference: 100, source: Prefix(host: node.address),
        action: .lookup(table: table)),
      resource: resource, source: balancer.source)
    if let cidr = segment.cidr(.ipv4), let router = segment.routerAddress(.ipv4) {
      addRoute(
        name, RouteState(table: table, destination: cidr, action: .link(link)),
        resource: resource, source: balancer.source)
      addRoute(
        name,
        RouteState(
          table: table, destination: .defaultIPv4, action: .via(router, link, onLink: true)),
        resource: resource, source: balancer.source)
    }
    for member in group.members where member.subnet == node.subnet {
      guard group.interface == nil else {
        addNeighbor(
          name, link, member.address, macAddress(segment.router, segment.routerLink))
        continue
      }
      addNeighbor(
        name, link, member.address, macAddress(appliance(group, member), Self.hostLink))
      addNeighbor(
        appliance(group, member), Self.hostLink, node.address, macAddress(name, link))
    }
    return GatewayLoadBalancerDataPlane.Node(
      zone: node.zone.index, zoneName: zone, link: link, linkIndex: linkIndex(name, link),
      address: node.address, macAddress: macAddress(name, link))
  }

  /// An endpoint's veth.
  ///
  /// The router's end cuts UDP super-packets: decapsulation leaves tunnel state
  /// on a packet that a later segmentation of UDP would misread.
  private mutating func addEndpoint(
    _ endpoint: GWLBEndpoint, slot: Int, to name: NamespaceName
  ) -> GatewayLoadBalancerDataPlane.Endpoint {
    let resource = topology.address(endpoint.id)
    let vpc = topology[endpoint.vpc]
    let router = router(endpoint.vpc)
    let routerLink = routerLink(endpoint)
    let link = names.link(.endpoint, "\(vpc.name)-\(endpoint.name)", of: resource, in: name)
    addPointToPoint(
      End(
        router, routerLink, mtu: topology.mtu,
        disabledOffloads: .transmitUDPSegmentation),
      End(name, link, mtu: topology.mtu), resource: resource, source: endpoint.source)
    let subnet = topology[endpoint.subnet]
    addInputRules(
      router, routerLink, lookingUp: endpointTable(subnet),
      resource: topology.address(subnet.routeTable), source: endpoint.source)
    return GatewayLoadBalancerDataPlane.Endpoint(
      slot: slot, resource: resource, id: EndpointNumbers.id(of: resource, in: topology),
      attachmentID: EndpointNumbers.attachmentID(of: resource, in: topology), link: link,
      linkIndex: linkIndex(name, link), macAddress: macAddress(name, link),
      routerMACAddress: macAddress(router, routerLink),
      zone: topology[endpoint.subnet].zone.index, mtu: topology.mtu)
  }

  /// A VPC router's end of an endpoint's veth.
  func routerLink(_ endpoint: GWLBEndpoint) -> LinkName {
    names.link(
      .endpoint, endpoint.name, of: topology.address(endpoint.id), in: router(endpoint.vpc))
  }

  private func target(
    _ member: ApplianceGroup.Member, of group: ApplianceGroup, slot: Int,
    nodes: [GatewayLoadBalancer.Node]
  ) -> GatewayLoadBalancerDataPlane.Target {
    let own = macAddress(appliance(group, member), Self.hostLink)
    let nextHops = nodes.map { node in
      let segment = segment(node.subnet)
      let router = macAddress(segment.router, segment.routerLink)
      let isBeside = node.subnet == member.subnet && group.interface == nil
      return (node.zone.index, isBeside ? own : router)
    }
    return GatewayLoadBalancerDataPlane.Target(
      slot: slot, resource: resource(group, member), address: member.address,
      zone: topology[member.subnet].zone.index,
      nextHopMACAddresses: Dictionary(uniqueKeysWithValues: nextHops),
      isDraining: member.isDraining)
  }

  private func scaling(_ group: ApplianceGroup) -> GatewayLoadBalancerDataPlane.Scaling? {
    guard let scaling = group.scaling else { return nil }
    let metric: GatewayLoadBalancerDataPlane.Scaling.Metric =
      switch scaling.metric {
      case .activeFlows: .activeFlows
      case .bytes: .bytes
      case .packets: .packets
      }
    return GatewayLoadBalancerDataPlane.Scaling(
      group: topology.address(group.id), metric: metric, target: scaling.target,
      cooldown: scaling.cooldown, minimum: group.size.min, desired: group.size.desired,
      maximum: group.size.max)
  }

  private func tcpResets(
    _ balancer: GatewayLoadBalancer, _ group: ApplianceGroup
  ) -> GatewayLoadBalancerDataPlane.TCPResets {
    var resets: GatewayLoadBalancerDataPlane.TCPResets = []
    if balancer.resetsOnIdleTimeout { resets.insert(.idleTimeout) }
    if group.resetsOnUnhealthy { resets.insert(.unhealthy) }
    if group.resetsOnDeregistration { resets.insert(.deregistration) }
    return resets
  }

  private func stickiness(
    _ stickiness: ApplianceGroup.Stickiness
  ) -> GatewayLoadBalancerDataPlane.Stickiness {
    switch stickiness {
    case .fiveTuple: .fiveTuple
    case .threeTuple: .threeTuple
    case .twoTuple: .twoTuple
    }
  }

  private func healthCheck(_ check: HealthCheck) -> GatewayLoadBalancerDataPlane.HealthCheck {
    let `protocol`: GatewayLoadBalancerDataPlane.HealthProtocol =
      switch check.protocol {
      case .tcp: .tcp
      case .http: .http
      case .https: .https
      }
    return GatewayLoadBalancerDataPlane.HealthCheck(
      protocol: `protocol`, port: check.port, path: check.path, interval: check.interval,
      timeout: check.timeout, healthyThreshold: check.healthyThreshold,
      unhealthyThreshold: check.unhealthyThreshold)
  }
}
