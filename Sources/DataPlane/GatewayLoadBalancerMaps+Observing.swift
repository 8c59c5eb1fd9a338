import HostState
import IPAddressing

extension GatewayLoadBalancerMaps {
  func observe(
    _ links: AttachedLinks, record: GatewayLoadBalancerDataPlane?
  ) throws(DataPlaneError) -> GatewayLoadBalancerDataPlane {
    let settings =
      try settings[0]
      ?? SettingsEntry(tcpIdleTimeout: 0, stickiness: 0, rebalances: false, crossZone: false)
    return GatewayLoadBalancerDataPlane(
      endpoints: try observeEndpoints(links, record?.endpoints ?? []),
      nodes: try observeNodes(links, record?.nodes ?? []),
      targets: try observeTargets(record?.targets ?? []),
      crossZone: settings.crossZone,
      stickiness: .init(number: settings.stickiness) ?? .fiveTuple,
      tcpIdleTimeout: Int(settings.tcpIdleTimeout), rebalances: settings.rebalances,
      tcpResets: settings.resets,
      deregistrationDelay: record?.deregistrationDelay ?? 0,
      healthCheck: record?.healthCheck ?? Self.unknownHealthCheck, scaling: record?.scaling)
  }

  /// Nothing that is desired is like it.
  private static let unknownHealthCheck = GatewayLoadBalancerDataPlane.HealthCheck(
    protocol: .tcp, port: 0, path: "", interval: 0, timeout: 0, healthyThreshold: 0,
    unhealthyThreshold: 0)

  /// The endpoints whose program is attached and whose entries agree, in the record's order.
  private func observeEndpoints(
    _ links: AttachedLinks, _ record: [GatewayLoadBalancerDataPlane.Endpoint]
  ) throws(DataPlaneError) -> [GatewayLoadBalancerDataPlane.Endpoint] {
    var result: [GatewayLoadBalancerDataPlane.Endpoint] = []
    for (link, entry) in try endpoints.entries() {
      let attachment = Attachment("gwlb_endpoint", linkIndex: link, .ingress)
      guard entry.link == link, links.attachments.contains(attachment),
        try endpointLinks[entry.id] == link
      else { continue }
      result.append(
        GatewayLoadBalancerDataPlane.Endpoint(
          slot: Int(entry.slot),
          resource: record.first { $0.slot == entry.slot }?.resource ?? "", id: entry.id,
          attachmentID: entry.attachmentID, link: links.name(link),
          linkIndex: Int32(bitPattern: link), macAddress: entry.macAddress,
          routerMACAddress: entry.routerMACAddress, zone: Int(entry.zone), mtu: Int(entry.mtu)))
    }
    return Self.ordered(result, as: record, by: \.slot)
  }

  private func observeNodes(
    _ links: AttachedLinks, _ record: [GatewayLoadBalancerDataPlane.Node]
  ) throws(DataPlaneError) -> [GatewayLoadBalancerDataPlane.Node] {
    var result: [GatewayLoadBalancerDataPlane.Node] = []
    for (zone, entry) in try nodes.entries() {
      let attachment = Attachment("gwlb_node", linkIndex: entry.link, .ingress)
      guard entry.link != 0, links.attachments.contains(attachment) else { continue }
      result.append(
        GatewayLoadBalancerDataPlane.Node(
          zone: Int(zone), zoneName: record.first { $0.zone == zone }?.zoneName ?? "",
          link: links.name(entry.link), linkIndex: Int32(bitPattern: entry.link),
          address: entry.address, macAddress: entry.macAddress))
    }
    return Self.ordered(result, as: record, by: \.zone)
  }

  private func observeTargets(
    _ record: [GatewayLoadBalancerDataPlane.Target]
  ) throws(DataPlaneError) -> [GatewayLoadBalancerDataPlane.Target] {
    var result: [GatewayLoadBalancerDataPlane.Target] = []
    for (slot, entry) in try registeredTargets() {
      guard try targetSlots[IPv4Entry(entry.address)] == slot else { continue }
      result.append(
        GatewayLoadBalancerDataPlane.Target(
          slot: Int(slot), resource: record.first { $0.slot == slot }?.resource ?? "",
          address: entry.address, zone: Int(entry.zone), nextHopMACAddresses: entry.nextHops,
          isDraining: try targetHealth[slot]?.isDraining ?? false))
    }
    return Self.ordered(result, as: record, by: \.slot)
  }

  /// Maps have no order; the lists of a state have one, which the record remembers.
  private static func ordered<Element>(
    _ elements: [Element], as record: [Element], by number: (Element) -> Int
  ) -> [Element] {
    let places = Dictionary(
      record.enumerated().map { (number($0.element), $0.offset) }, uniquingKeysWith: { $1 })
    return elements.sorted {
      (places[number($0)] ?? .max, number($0)) < (places[number($1)] ?? .max, number($1))
    }
  }
}
