import IPAddressing
import Topology

/// What stands in subnets, and hubs.
extension RandomTopology {
  mutating func makeMembers(of vpc: Int) {
    let subnets = topology.vpcs[vpc].subnets.map(\.index)
    for index in 0..<random.number(below: 4) {
      guard let subnet = random.element(of: subnets) else { continue }
      topology.gwlbEndpoints.append(
        GWLBEndpoint(
          id: ID(topology.gwlbEndpoints.count), vpc: ID(vpc), name: "e\(index)", subnet: ID(subnet),
          service: ID(random.number(below: 2)), ipv4: take(subnet), source: source()))
    }
    if topology.vpcs[vpc].internetGateway != nil || random.chance(0.2) {
      for index in 0..<random.number(below: 3) {
        guard let subnet = random.element(of: subnets), let address = take(subnet) else { continue }
        topology.natGateways.append(
          NATGateway(
            id: ID(topology.natGateways.count), vpc: ID(vpc), name: "n\(index)", subnet: ID(subnet),
            privateAddress: address,
            publicAddress: IPAddress(ipv4: 0xCB00_7100 + UInt32(topology.natGateways.count)),
            source: source()))
      }
    }
    for index in 0..<random.number(below: 3) {
      guard let subnet = random.element(of: subnets) else { continue }
      let address = take(subnet)
      let isPublic = topology.vpcs[vpc].internetGateway != nil && random.chance(0.4)
      topology.instances.append(
        Instance(
          id: ID(topology.instances.count), vpc: ID(vpc), name: "i\(index)", subnet: ID(subnet),
          ipv4: address,
          ipv6: topology.subnets[subnet].ipv6?.first.advanced(by: 16 + index),
          publicAddress: isPublic
            ? IPAddress(ipv4: 0xCB00_7180 + UInt32(topology.instances.count)) : nil,
          publicAddressSource: nil, sourceDestinationCheck: random.chance(0.3), workload: .idle,
          source: source()))
    }
    if random.chance(0.25) { makeLoadBalancer(of: vpc, subnets) }
  }

  private mutating func makeLoadBalancer(of vpc: Int, _ subnets: [Int]) {
    let isPublic = topology.vpcs[vpc].internetGateway != nil && random.chance(0.6)
    var nodes: [LoadBalancer.Node] = []
    for subnet in Set(subnets.prefix(1 + random.number(below: 2))).sorted() {
      guard let address = take(subnet) else { continue }
      nodes.append(
        .init(
          subnet: ID(subnet), address: address,
          publicAddress: isPublic ? IPAddress(ipv4: 0xCB00_71F0 + UInt32(nodes.count)) : nil,
          publicAddressSource: nil))
    }
    let group = ID<TargetGroup>(topology.targetGroups.count)
    let check = HealthCheck(
      protocol: .http, port: 80, path: "/", interval: 10, timeout: 5, healthyThreshold: 5,
      unhealthyThreshold: 2)
    topology.targetGroups.append(
      TargetGroup(
        id: group, vpc: ID(vpc), name: "t", protocol: .http, port: 80,
        targets: topology.instances.filter { $0.vpc.index == vpc }.map(\.id),
        algorithm: .roundRobin, healthCheck: check, source: source()))
    topology.loadBalancers.append(
      LoadBalancer(
        id: ID(topology.loadBalancers.count), vpc: ID(vpc), name: "lb", nodes: nodes,
        listeners: [.init(port: 80, protocol: .http, targetGroup: group, source: source())],
        source: source()))
  }

  mutating func makeHubs() {
    guard random.chance(0.7) else { return }
    for hub in 0..<(random.chance(0.2) ? 2 : 1) {
      let tables = (0..<(1 + random.number(below: 2))).map { index in
        let id = ID<TransitGatewayRouteTable>(topology.transitGatewayRouteTables.count)
        topology.transitGatewayRouteTables.append(
          TransitGatewayRouteTable(
            id: id, transitGateway: ID(hub), name: "h\(index)", routes: [], source: source()))
        return id
      }
      var attachments: [ID<TransitGatewayAttachment>] = []
      for vpc in topology.vpcs.indices.dropFirst() {
        let outer = random
        random = character(of: vpc - 1, UInt64(hub) + 2)
        defer { random = outer }
        guard random.chance(0.85) else { continue }
        var byZone: [Int: ID<Subnet>] = [:]
        for subnet in topology.vpcs[vpc].subnets where random.chance(0.8) {
          byZone[topology.subnets[subnet.index].zone.index] = subnet
        }
        if byZone.isEmpty { byZone[0] = topology.vpcs[vpc].subnets[0] }
        let id = ID<TransitGatewayAttachment>(topology.transitGatewayAttachments.count)
        topology.transitGatewayAttachments.append(
          TransitGatewayAttachment(
            id: id, transitGateway: ID(hub), name: "a\(vpc)", vpc: ID(vpc),
            subnets: byZone.sorted { $0.key < $1.key }.map(\.value),
            routeTable: random.element(of: tables) ?? tables[0],
            propagateTo: tables.filter { _ in random.chance(0.6) },
            applianceMode: random.chance(0.4), applianceModeSource: nil, source: source()))
        attachments.append(id)
      }
      topology.transitGateways.append(
        TransitGateway(
          id: ID(hub), name: "hub\(hub)", attachments: attachments, routeTables: tables,
          source: source()))
    }
  }
}
