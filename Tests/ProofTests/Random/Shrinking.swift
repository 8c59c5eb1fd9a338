import Topology

/// Makes a topology that shows something smaller, as long as it still shows it.
enum Shrinking {
  static func smallest(_ topology: Topology, _ shows: (Topology) -> Bool) -> Topology {
    var current = topology
    var hasShrunk = true
    while hasShrunk {
      hasShrunk = false
      for smaller in steps(current) where shows(smaller) {
        current = smaller
        hasShrunk = true
        break
      }
    }
    return current
  }

  /// Each topology that has one thing less.
  private static func steps(_ topology: Topology) -> [Topology] {
    var result: [Topology] = []
    func add(_ change: (inout Topology) -> Void) {
      var copy = topology
      change(&copy)
      dropDemandsOnWhatIsGone(&copy)
      result.append(copy)
    }
    for index in topology.inspections.indices { add { $0.inspections.remove(at: index) } }
    for index in topology.expectations.indices { add { $0.expectations.remove(at: index) } }
    for table in topology.routeTables.indices {
      for route in topology.routeTables[table].routes.indices
      where topology.routeTables[table].routes[route].origin != .local {
        add { $0.routeTables[table].routes.remove(at: route) }
      }
    }
    for table in topology.transitGatewayRouteTables.indices {
      for route in topology.transitGatewayRouteTables[table].routes.indices {
        add { $0.transitGatewayRouteTables[table].routes.remove(at: route) }
      }
    }
    for subnet in topology.subnets.indices where topology.subnets[subnet].hosts {
      add { $0.subnets[subnet].hosts = false }
    }
    for vpc in topology.vpcs.indices {
      if topology.vpcs[vpc].internetGateway?.routeTable != nil {
        add { $0.vpcs[vpc].internetGateway?.routeTable = nil }
      }
      if topology.vpcs[vpc].virtualPrivateGateway != nil {
        add { $0.vpcs[vpc].virtualPrivateGateway = nil }
      }
    }
    for attachment in topology.transitGatewayAttachments.indices
    where topology.transitGatewayAttachments[attachment].applianceMode {
      add { $0.transitGatewayAttachments[attachment].applianceMode = false }
    }
    if !topology.loadBalancers.isEmpty { add { $0.loadBalancers.removeLast() } }
    if !topology.peerings.isEmpty,
      !topology.routeTables.joined(where: { target in
        if case .peering(let id) = target { id.index == topology.peerings.count - 1 } else { false }
      })
    {
      add { $0.peerings.removeLast() }
    }
    return result
  }

  /// Selections keep the ends that there still are.
  private static func dropDemandsOnWhatIsGone(_ topology: inout Topology) {
    func isThere(_ end: FlowEnd) -> Bool {
      switch end {
      case .internet, .internetHost: true
      case .subnet(let subnet): topology[subnet].hosts
      case .instance(let instance): topology[topology[instance].subnet].hosts
      case .loadBalancerNode(let balancer, _): balancer.index < topology.loadBalancers.count
      case .onPremises(let vpc, _): topology[vpc].virtualPrivateGateway != nil
      }
    }
    var (inspections, expectations) = (topology.inspections, topology.expectations)
    for index in inspections.indices {
      inspections[index].first.ends.removeAll { !isThere($0) }
      inspections[index].second.ends.removeAll { !isThere($0) }
    }
    for index in expectations.indices {
      expectations[index].from.ends.removeAll { !isThere($0) }
      expectations[index].to.ends.removeAll { !isThere($0) }
    }
    topology.inspections = inspections.filter { !$0.first.ends.isEmpty && !$0.second.ends.isEmpty }
    topology.expectations = expectations.filter { !$0.from.ends.isEmpty && !$0.to.ends.isEmpty }
  }

  /// What is left, a line a thing.
  static func text(_ topology: Topology) -> String {
    var lines = [
      "internet \(topology.internet.ipv4) \(topology.internet.ipv6) \(topology.internet.hosts.map(\.ipv4))"
    ]
    for vpc in topology.vpcs.dropFirst() {
      lines.append(
        "\(vpc.name) \(vpc.cidrs) igw \(vpc.internetGateway.map { "\($0.routeTable as Any)" } ?? "-")"
          + "\(vpc.egressOnlyInternetGateway == nil ? "" : " egress only")"
          + " on premises \(vpc.virtualPrivateGateway?.onPremises ?? [])")
      for id in vpc.subnets {
        let subnet = topology[id]
        lines.append(
          "  \(id) \(subnet.name) \(subnet.cidrs) zone \(subnet.zone.index) table"
            + " \(subnet.routeTable.index)\(subnet.hosts ? " hosts" : "")")
      }
      for id in vpc.routeTables {
        for route in topology[id].routes where route.origin != .local {
          lines.append(
            "  table \(id.index) \(route.destination) -> \(route.target) \(route.origin)")
        }
      }
    }
    for table in topology.transitGatewayRouteTables {
      for route in table.routes {
        lines.append("hub table \(table.id.index) \(route.destination) -> \(route.target)")
      }
    }
    for attachment in topology.transitGatewayAttachments {
      lines.append(
        "attachment \(attachment.id.index) of \(attachment.vpc.index) \(attachment.subnets.map(\.index))"
          + " table \(attachment.routeTable.index)\(attachment.applianceMode ? " appliance" : "")")
    }
    for item in topology.gwlbEndpoints {
      lines.append("endpoint \(item.id.index) in \(item.subnet.index)")
    }
    for item in topology.natGateways {
      lines.append("nat \(item.id.index) in \(item.subnet.index)")
    }
    for item in topology.instances {
      lines.append(
        "instance \(item.id.index) in \(item.subnet.index) check \(item.sourceDestinationCheck)")
    }
    for item in topology.peerings { lines.append("peering \(item.vpcs)") }
    for item in topology.loadBalancers {
      lines.append(
        "load balancer \(item.id.index) in \(item.nodes.map { "\($0.subnet.index) \($0.publicAddress == nil ? "" : "public")" })"
          + " targets \(item.listeners.map { topology[$0.targetGroup].targets.map(\.index) })")
    }
    for item in topology.inspections {
      lines.append(
        "inspection \(item.first.ends) \(item.direction) \(item.second.ends) through \(item.through)"
          + " except \(item.exceptions.map(\.match))")
    }
    for item in topology.expectations {
      lines.append(
        "expect \(item.from.ends) to \(item.to.ends) \(item.path) through \(item.through)")
    }
    return lines.joined(separator: "\n").replacing("Topology.", with: "")
  }
}

extension [RouteTable] {
  fileprivate func joined(where isWanted: (RouteTarget) -> Bool) -> Bool {
    contains { table in table.routes.contains { isWanted($0.target) } }
  }
}
