import IPAddressing
import TestSupport
import Topology

/// A few random edits of a network, of every kind that moves packets, and some that move none.
struct RandomEdit {
  private var random: SplitMix64
  private var topology: Topology

  static func edit(_ topology: Topology, seed: UInt64) -> Topology {
    var edit = RandomEdit(random: SplitMix64(seed: seed), topology: topology)
    if seed % 5 == 0 {
      edit.retargetEverywhere()
      edit.swapNames()
    }
    for _ in 0..<(1 + edit.random.number(below: 3)) { edit.step() }
    return edit.topology.withoutRefusedRoutes()
  }

  private mutating func step() {
    switch random.number(below: 28) {
    case 0: removeRoute()
    case 1, 2: retargetRoute()
    case 3, 4: addRoute()
    case 5: editHubRoute()
    case 6: toggleApplianceMode()
    case 7: associate()
    case 8: toggleHosts()
    case 9: rename()
    case 10: renumber()
    case 11: moveEndpoint()
    case 12: changeService()
    case 13: editInstance()
    case 14: editPeerings()
    case 15: reverseEndpoints()
    case 16: editGateways()
    case 17: swapNames()
    case 18, 19, 20, 21: retargetEverywhere()
    case 22, 23: clearHubTable()
    case 24, 25: toggleCrossZone()
    default: editBalancer()
    }
  }

  private mutating func table() -> Int? {
    random.element(
      of: topology.routeTables.indices.filter { topology.routeTables[$0].vpc.index > 0 })
  }

  private mutating func removeRoute() {
    guard let table = table() else { return }
    let routes = topology.routeTables[table].routes
    guard let route = random.element(of: routes.indices.filter { routes[$0].origin != .local })
    else { return }
    topology.routeTables[table].routes.remove(at: route)
  }

  /// A target that some table of the VPC has.
  private mutating func target(in vpc: ID<VPC>) -> RouteTarget? {
    var targets = topology.routeTables.filter { $0.vpc == vpc }.flatMap { $0.routes.map(\.target) }
    targets += topology.gwlbEndpoints.filter { $0.vpc == vpc }.map { .gwlbEndpoint($0.id) }
    targets += topology.instances.filter { $0.vpc == vpc }.map { .instance($0.id) }
    return random.element(of: targets)
  }

  private mutating func retargetRoute() {
    guard let table = table(), let target = target(in: topology.routeTables[table].vpc) else {
      return
    }
    let routes = topology.routeTables[table].routes
    guard let route = random.element(of: Array(routes.indices)) else { return }
    topology.routeTables[table].routes[route].target = target
    topology.routeTables[table].routes[route].origin = .static
  }

  /// The same route of every VPC to the same of each VPC's own endpoints: VPCs that are alike stay so.
  private mutating func retargetEverywhere() {
    let (table, route, endpoint) = (
      random.number(below: 4), random.number(below: 4), random.number(below: 3)
    )
    for vpc in topology.vpcs.dropFirst() where table < vpc.routeTables.count {
      let id = vpc.routeTables[table].index
      let own = topology.gwlbEndpoints.filter { $0.vpc == vpc.id }
      guard route < topology.routeTables[id].routes.count, endpoint < own.count else { continue }
      topology.routeTables[id].routes[route].target = .gwlbEndpoint(own[endpoint].id)
      topology.routeTables[id].routes[route].origin = .static
    }
  }

  /// Names that change places in some of the VPCs, so that what is alike before and after changes
  /// differently.
  private mutating func swapNames() {
    for vpc in topology.vpcs where random.chance(0.5) {
      let own = topology.gwlbEndpoints.indices.filter { topology.gwlbEndpoints[$0].vpc == vpc.id }
      guard own.count > 1 else { continue }
      let name = topology.gwlbEndpoints[own[0]].name
      topology.gwlbEndpoints[own[0]].name = topology.gwlbEndpoints[own[1]].name
      topology.gwlbEndpoints[own[1]].name = name
    }
  }

  private mutating func clearHubTable() {
    let tables = Array(topology.transitGatewayRouteTables.indices)
    guard let table = random.element(of: tables) else { return }
    let isWanted = random.chance(0.5)
    topology.transitGatewayRouteTables[table].routes.removeAll {
      ($0.destination.length == 0) == isWanted
    }
  }

  private mutating func addRoute() {
    guard let table = table(), let target = target(in: topology.routeTables[table].vpc) else {
      return
    }
    var destinations = topology.routeTables.flatMap { $0.routes.map(\.destination) }
    destinations += topology.subnets.flatMap(\.cidrs)
    destinations += topology.instances.compactMap { $0.ipv4.map { Prefix(host: $0) } }
    guard let destination = random.element(of: destinations) else { return }
    topology.routeTables[table].routes.removeAll { $0.destination == destination }
    topology.routeTables[table].routes.append(
      Route(
        destination: destination, target: target, origin: .static,
        source: topology.routeTables[table].source))
  }

  private mutating func editHubRoute() {
    guard
      let table = random.element(of: Array(topology.transitGatewayRouteTables.indices))
    else { return }
    let routes = topology.transitGatewayRouteTables[table].routes
    let hub = topology.transitGatewayRouteTables[table].transitGateway
    let attachments = topology.transitGateways[hub.index].attachments
    if random.chance(0.4), let route = random.element(of: Array(routes.indices)) {
      topology.transitGatewayRouteTables[table].routes.remove(at: route)
      return
    }
    guard let attachment = random.element(of: attachments),
      let destination = random.element(of: topology.vpcs.flatMap(\.cidrs) + [.defaultIPv4])
    else { return }
    topology.transitGatewayRouteTables[table].routes.removeAll { $0.destination == destination }
    topology.transitGatewayRouteTables[table].routes.append(
      .init(
        destination: destination, target: .attachment(attachment), origin: .static,
        source: topology.transitGatewayRouteTables[table].source))
  }

  private mutating func toggleApplianceMode() {
    let all = Array(topology.transitGatewayAttachments.indices)
    guard let attachment = random.element(of: all) else { return }
    topology.transitGatewayAttachments[attachment].applianceMode.toggle()
  }

  private mutating func toggleCrossZone() {
    guard let balancer = random.element(of: Array(topology.gatewayLoadBalancers.indices)) else {
      return
    }
    topology.gatewayLoadBalancers[balancer].crossZone.toggle()
  }

  /// Another table for an attachment, or for a subnet.
  private mutating func associate() {
    if random.chance(0.5),
      let attachment = random.element(of: Array(topology.transitGatewayAttachments.indices))
    {
      let hub = topology.transitGatewayAttachments[attachment].transitGateway
      let tables = topology.transitGateways[hub.index].routeTables
      topology.transitGatewayAttachments[attachment].routeTable =
        random.element(of: tables) ?? tables[0]
      return
    }
    guard let subnet = random.element(of: Array(topology.subnets.indices)) else { return }
    let tables = topology.vpcs[topology.subnets[subnet].vpc.index].routeTables
    topology.subnets[subnet].routeTable = random.element(of: tables) ?? tables[0]
  }

  private mutating func toggleHosts() {
    guard let subnet = random.element(of: Array(topology.subnets.indices)) else { return }
    topology.subnets[subnet].hosts.toggle()
  }

  private mutating func rename() {
    switch random.number(below: 4) {
    case 0:
      guard let vpc = random.element(of: Array(topology.vpcs.indices)) else { return }
      topology.vpcs[vpc].name += "-renamed"
    case 1:
      guard let subnet = random.element(of: Array(topology.subnets.indices)) else { return }
      topology.subnets[subnet].name += "-renamed"
    case 2:
      for index in topology.gwlbEndpoints.indices { topology.gwlbEndpoints[index].name += "r" }
    default:
      for index in topology.instances.indices { topology.instances[index].name += "-renamed" }
    }
  }

  /// Another block of the VPC for a subnet, with all that stands in it; the second time the first again.
  private mutating func renumber() {
    guard let subnet = random.element(of: topology.subnets.indices.filter { $0 > 2 }),
      let old = topology.subnets[subnet].ipv4
    else { return }
    let new = Prefix(
      IPAddress(ipv4: UInt32(truncatingIfNeeded: old.address.bits) ^ 0x8000), length: old.length)
    topology.subnets[subnet].ipv4 = new
    func moved(_ address: IPAddress?) -> IPAddress? {
      guard let address, address.isIPv4, old.contains(address) else { return address }
      return IPAddress(ipv4: UInt32(truncatingIfNeeded: address.bits) ^ 0x8000)
    }
    let id = ID<Subnet>(subnet)
    for index in topology.instances.indices where topology.instances[index].subnet == id {
      topology.instances[index].ipv4 = moved(topology.instances[index].ipv4)
    }
    for index in topology.gwlbEndpoints.indices where topology.gwlbEndpoints[index].subnet == id {
      topology.gwlbEndpoints[index].ipv4 = moved(topology.gwlbEndpoints[index].ipv4)
    }
    for index in topology.natGateways.indices where topology.natGateways[index].subnet == id {
      let address = topology.natGateways[index].privateAddress
      topology.natGateways[index].privateAddress = moved(address) ?? address
    }
    for balancer in topology.loadBalancers.indices {
      for node in topology.loadBalancers[balancer].nodes.indices
      where topology.loadBalancers[balancer].nodes[node].subnet == id {
        let address = topology.loadBalancers[balancer].nodes[node].address
        topology.loadBalancers[balancer].nodes[node].address = moved(address) ?? address
      }
    }
  }

  private mutating func moveEndpoint() {
    guard let endpoint = random.element(of: Array(topology.gwlbEndpoints.indices)) else { return }
    let vpc = topology.gwlbEndpoints[endpoint].vpc.index
    topology.gwlbEndpoints[endpoint].subnet =
      random.element(of: topology.vpcs[vpc].subnets) ?? topology.gwlbEndpoints[endpoint].subnet
    topology.gwlbEndpoints[endpoint].ipv4 = nil
  }

  private mutating func changeService() {
    guard let endpoint = random.element(of: Array(topology.gwlbEndpoints.indices)) else { return }
    topology.gwlbEndpoints[endpoint].service = ID(
      1 - topology.gwlbEndpoints[endpoint].service.index)
  }

  private mutating func editInstance() {
    guard let instance = random.element(of: Array(topology.instances.indices)) else { return }
    if random.chance(0.5) {
      topology.instances[instance].sourceDestinationCheck.toggle()
    } else if topology.instances[instance].publicAddress == nil {
      topology.instances[instance].publicAddress = IPAddress(ipv4: 0xCB00_7300)
    } else {
      topology.instances[instance].publicAddress = nil
    }
  }

  private mutating func editPeerings() {
    let last = topology.peerings.count - 1
    let isUsed = topology.routeTables.contains { table in
      table.routes.contains { $0.target == .peering(ID(last)) }
    }
    if last >= 0, !isUsed {
      topology.peerings.removeLast()
      return
    }
    let first = 1 + random.number(below: topology.vpcs.count - 1)
    let second = 1 + random.number(below: topology.vpcs.count - 1)
    guard first != second else { return }
    topology.peerings.append(
      Peering(
        id: ID(topology.peerings.count), name: "q\(topology.peerings.count)",
        vpcs: (ID(first), ID(second)), source: topology.vpcs[first].source))
    for (here, there) in [(first, second), (second, first)] {
      guard let table = random.element(of: topology.vpcs[here].routeTables) else {
        continue
      }
      topology.routeTables[table.index].routes.append(
        Route(
          destination: topology.vpcs[there].ipv4[0],
          target: .peering(ID(topology.peerings.count - 1)),
          origin: .static, source: topology.vpcs[here].source))
    }
  }

  /// The same endpoints in another order, under other numbers.
  private mutating func reverseEndpoints() {
    let count = topology.gwlbEndpoints.count
    topology.gwlbEndpoints.reverse()
    for index in topology.gwlbEndpoints.indices { topology.gwlbEndpoints[index].id = ID(index) }
    for table in topology.routeTables.indices {
      for route in topology.routeTables[table].routes.indices {
        if case .gwlbEndpoint(let id) = topology.routeTables[table].routes[route].target {
          topology.routeTables[table].routes[route].target = .gwlbEndpoint(ID(count - 1 - id.index))
        }
      }
    }
  }

  private mutating func editGateways() {
    guard let vpc = random.element(of: Array(topology.vpcs.indices)) else { return }
    switch random.number(below: 3) {
    case 0: topology.vpcs[vpc].internetGateway?.routeTable = nil
    case 1: _ = topology.vpcs[vpc].virtualPrivateGateway?.onPremises.popLast()
    default:
      guard let first = topology.vpcs[vpc].subnets.first else { return }
      guard topology.vpcs[vpc].internetGateway == nil else { return }
      topology.vpcs[vpc].internetGateway = .init(routeTable: nil, source: topology.vpcs[vpc].source)
      let table = topology.subnets[first.index].routeTable.index
      topology.routeTables[table].routes.removeAll { $0.destination == .defaultIPv4 }
      topology.routeTables[table].routes.append(
        Route(
          destination: .defaultIPv4, target: .internetGateway, origin: .static,
          source: topology.vpcs[vpc].source))
    }
  }

  private mutating func editBalancer() {
    guard let balancer = random.element(of: Array(topology.loadBalancers.indices)) else { return }
    if random.chance(0.5) {
      for node in topology.loadBalancers[balancer].nodes.indices {
        let isPublic = topology.loadBalancers[balancer].nodes[node].publicAddress != nil
        topology.loadBalancers[balancer].nodes[node].publicAddress =
          isPublic ? nil : IPAddress(ipv4: 0xCB00_7400 + UInt32(node))
      }
    } else if let group = topology.loadBalancers[balancer].listeners.first?.targetGroup {
      if !topology.targetGroups[group.index].targets.isEmpty {
        topology.targetGroups[group.index].targets.removeLast()
      }
    }
  }
}
