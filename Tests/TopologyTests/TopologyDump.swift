import Diagnostics
import IPAddressing
import Topology

/// A resolved network as text that a reviewer can read.
struct TopologyDump {
  let topology: Topology

  init(_ topology: Topology) { self.topology = topology }

  var text: String {
    let lines =
      [header] + hosts + topology.vpcs.flatMap(lines(of:)) + connections + intents
    return lines.joined(separator: "\n") + "\n"
  }

  private var header: String {
    "topology \(topology.name): zones \(topology.zones.map(\.name).joined(separator: ", "))"
      + (topology.mtu == 1500 ? "" : ", mtu \(topology.mtu)")
  }

  private var hosts: [String] {
    topology.internet.hosts.map {
      "internet/\($0.name) \($0.ipv4) \(text($0.ipv6)) \($0.process ?? [])"
    }
  }

  private func lines(of vpc: VPC) -> [String] {
    var lines = ["", "\(vpc.name) \(vpc.cidrs.map(\.description).joined(separator: " "))"]
    lines.append("  main \(topology[vpc.mainRouteTable].name)")
    if let gateway = vpc.internetGateway {
      lines.append("  internet_gateway \(gateway.routeTable.map { topology[$0].name } ?? "-")")
    }
    if vpc.egressOnlyInternetGateway != nil { lines.append("  egress_only_internet_gateway") }
    if let gateway = vpc.virtualPrivateGateway {
      lines.append(
        "  virtual_private_gateway \(gateway.routeTable.map { topology[$0].name } ?? "-") "
          + "\(gateway.onPremises)")
    }
    for subnet in vpc.subnets.map({ topology[$0] }) {
      lines.append(
        "  subnet \(subnet.name) zone \(topology[subnet.zone].name) "
          + subnet.cidrs.map(\.description).joined(separator: " ")
          + " table \(topology[subnet.routeTable].name)"
          + (subnet.usesMainRouteTable ? " (main)" : "") + (subnet.hosts ? "" : " no hosts"))
    }
    for table in vpc.routeTables.map({ topology[$0] }) {
      lines.append("  route_table \(table.name)\(table.isImplicit ? " (implicit)" : "")")
      for route in table.routes {
        lines.append(
          "    \(route.destination) \(text(route.target)) \(text(route.origin)) "
            + "\(route.source.start.line):\(route.source.start.column)")
      }
    }
    return lines + elements(of: vpc.id)
  }

  private func elements(of vpc: ID<VPC>) -> [String] {
    var lines: [String] = []
    for endpoint in topology.gwlbEndpoints where endpoint.vpc == vpc {
      lines.append(
        "  gwlb_endpoint \(endpoint.name) in \(topology[endpoint.subnet].name) \(text(endpoint.ipv4)) "
          + "service \(topology.address(endpoint.service))")
    }
    for gateway in topology.natGateways where gateway.vpc == vpc {
      lines.append(
        "  nat_gateway \(gateway.name) in \(topology[gateway.subnet].name) \(gateway.privateAddress) "
          + "public \(gateway.publicAddress)")
    }
    for balancer in topology.gatewayLoadBalancers where balancer.vpc == vpc {
      lines.append(
        "  gateway_load_balancer \(balancer.name) cross_zone \(balancer.crossZone) idle "
          + "\(balancer.tcpIdleTimeout) group \(topology[balancer.applianceGroup].name)")
      for node in balancer.nodes {
        lines.append("    node \(topology[node.subnet].name) \(node.address)")
      }
    }
    for group in topology.applianceGroups where group.vpc == vpc {
      lines.append(
        "  appliance_group \(group.name) \(Self.name(of: group.appliance)) size \(group.size.min) "
          + "\(group.size.desired) \(group.size.max) \(group.stickiness.rawValue) "
          + "\(group.targetFailover.rawValue) \(group.deregistrationDelay)")
      lines.append("    health \(text(group.healthCheck))")
      if let scaling = group.scaling {
        lines.append(
          "    scaling \(scaling.metric.rawValue) \(scaling.target) \(scaling.cooldown)")
      }
      for member in group.members {
        lines.append("    [\(member.index)] \(topology[member.subnet].name) \(member.address)")
      }
    }
    for balancer in topology.loadBalancers where balancer.vpc == vpc {
      lines.append("  load_balancer \(balancer.name)")
      for node in balancer.nodes {
        lines.append(
          "    node \(topology[node.subnet].name) \(node.address) \(text(node.publicAddress))")
      }
      for listener in balancer.listeners {
        lines.append(
          "    listener \(listener.port) \(listener.protocol.rawValue) "
            + "\(topology[listener.targetGroup].name)")
      }
    }
    for group in topology.targetGroups where group.vpc == vpc {
      lines.append(
        "  target_group \(group.name) \(group.protocol.rawValue) \(group.port) "
          + "\(group.algorithm.rawValue) \(group.targets.map { topology[$0].name })")
      lines.append("    health \(text(group.healthCheck))")
    }
    for instance in topology.instances where instance.vpc == vpc {
      lines.append(
        "  instance \(instance.name) in \(topology[instance.subnet].name) \(text(instance.ipv4)) "
          + "\(text(instance.ipv6)) public \(text(instance.publicAddress)) "
          + "check \(instance.sourceDestinationCheck) \(instance.workload)")
    }
    return lines
  }

  private var connections: [String] {
    var lines = topology.peerings.map {
      "peering \($0.name): \(topology[$0.vpcs.0].name) \(topology[$0.vpcs.1].name)"
    }
    for gateway in topology.transitGateways {
      lines += ["", topology.address(gateway.id)]
      for attachment in gateway.attachments.map({ topology[$0] }) {
        lines.append(
          "  attachment \(attachment.name) \(attachment.subnets.map { topology[$0].name }) table "
            + "\(topology[attachment.routeTable].name) to "
            + "\(attachment.propagateTo.map { topology[$0].name })"
            + (attachment.applianceMode ? " appliance mode" : ""))
      }
      for table in gateway.routeTables.map({ topology[$0] }) {
        lines.append("  route_table \(table.name)")
        for route in table.routes {
          let target =
            switch route.target {
            case .attachment(let id): topology[id].name
            case .blackhole: "blackhole"
            }
          lines.append("    \(route.destination) \(target) \(text(route.origin))")
        }
      }
    }
    return lines
  }

  private var intents: [String] {
    topology.inspections.map {
      "inspection \($0.name) \($0.direction) \(text($0.first)) -> \(text($0.second)) through "
        + "\($0.through.map { topology.address($0) }) except \($0.exceptions.map(\.match))"
    }
      + topology.expectations.map {
        "expect \(text($0.from)) -> \(text($0.to)) \($0.protocol ?? "any") "
          + "\($0.port.map(String.init) ?? "any") \($0.path.rawValue) "
          + "\($0.through.map { topology.address($0) })"
      }
  }

  private func text(_ selector: FlowSelector) -> String {
    "\(selector.text)="
      + selector.ends.map { end in
        switch end {
        case .internet: "internet"
        case .internetHost(let id): topology.address(id)
        case .subnet(let id): topology.address(id)
        case .instance(let id): topology.address(id)
        case .loadBalancerNode(let id, let node): "\(topology.address(id))[\(node)]"
        case .onPremises(let vpc, let prefix): "\(topology[vpc].name)/on-premises \(prefix)"
        }
      }.joined(separator: "+")
  }

  private func text(_ target: RouteTarget) -> String {
    switch target {
    case .local: "local"
    case .internetGateway: "internet_gateway"
    case .egressOnlyInternetGateway: "egress_only_internet_gateway"
    case .virtualPrivateGateway: "virtual_private_gateway"
    case .natGateway(let id): topology.address(id)
    case .gwlbEndpoint(let id): topology.address(id)
    case .instance(let id): topology.address(id)
    case .transitGateway(let id): topology.address(id)
    case .peering(let id): topology.address(id)
    case .blackhole: "blackhole"
    }
  }

  private func text(_ origin: RouteOrigin) -> String {
    switch origin {
    case .local: "(local)"
    case .static: "(static)"
    case .prefixList(let list, let entry): "(\(topology[list].name)[\(entry)])"
    case .propagated: "(propagated)"
    }
  }

  private func text(_ check: HealthCheck) -> String {
    "\(check.protocol.rawValue) \(check.port) \(check.path) \(check.interval) \(check.timeout) "
      + "\(check.healthyThreshold) \(check.unhealthyThreshold)"
  }

  private func text(_ address: IPAddress?) -> String { address?.description ?? "-" }
}

extension TopologyDump {
  fileprivate static func name(of appliance: ApplianceGroup.Appliance) -> String {
    guard case .firewall(let rules) = appliance else { return "\(appliance)" }
    return "firewall(\(rules.file.path): \(rules.tables.keys.sorted().joined(separator: ", ")))"
  }
}
