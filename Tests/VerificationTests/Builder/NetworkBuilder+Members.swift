import Diagnostics
import IPAddressing
import Topology

extension NetworkBuilder.Assembly {
  /// A VPC of the provider's, with a subnet a zone, for every gateway load balancer.
  mutating func declareServices() throws {
    for (index, service) in specification.services.enumerated() {
      let vpc = ID<VPC>(topology.vpcs.count)
      let name = "provider-\(service.name)"
      let table = ID<RouteTable>(topology.routeTables.count)
      let cidr = try prefix("172.31.\(index).0/24")
      topology.routeTables.append(
        RouteTable(
          id: table, vpc: vpc, name: "main",
          routes: [Route(destination: cidr, target: .local, origin: .local, source: lines(name))],
          source: lines(name), isImplicit: true))
      var provider = VPC(id: vpc, name: name, mainRouteTable: table, source: lines(name))
      provider.ipv4 = [cidr]
      provider.routeTables = [table]
      var nodes: [GatewayLoadBalancer.Node] = []
      var members: [ApplianceGroup.Member] = []
      for (offset, zoneName) in specification.zones.enumerated() {
        let subnet = ID<Subnet>(topology.subnets.count)
        topology.subnets.append(
          Subnet(
            id: subnet, vpc: vpc, name: zoneName, zone: try zone(zoneName),
            ipv4: try prefix("172.31.\(index).\(offset * 32)/27"), ipv6: nil, routeTable: table,
            usesMainRouteTable: true, hosts: false, source: lines("\(name)/subnet/\(zoneName)"),
            associationSource: lines("\(name)/subnet/\(zoneName)")))
        provider.subnets.append(subnet)
        if service.zones.contains(zoneName) {
          nodes.append(.init(subnet: subnet, zone: try zone(zoneName), address: try take(subnet)))
        }
        if service.appliancesIn.contains(zoneName) {
          members.append(
            .init(index: members.count, subnet: subnet, address: try take(subnet)))
        }
      }
      topology.vpcs.append(provider)
      let id = ID<GatewayLoadBalancer>(index)
      services[service.name] = id
      topology.gatewayLoadBalancers.append(
        GatewayLoadBalancer(
          id: id, vpc: vpc, name: service.name, nodes: nodes, crossZone: service.crossZone,
          applianceGroup: ID(index), tcpIdleTimeout: 350,
          tcpIdleTimeoutSource: service.idleTimeout
            ? lines("\(name)/gateway_load_balancer/\(service.name).tcp_idle_timeout") : nil,
          source: lines("\(name)/gateway_load_balancer/\(service.name)")))
      topology.applianceGroups.append(
        ApplianceGroup(
          id: ID(index), vpc: vpc, name: service.name, subnets: provider.subnets,
          size: .init(min: members.count, desired: members.count, max: members.count),
          members: members, appliance: service.appliance, stickiness: service.stickiness,
          stickinessSource: service.stickiness == .fiveTuple
            ? nil : lines("\(name)/appliance_group/\(service.name).stickiness"),
          targetFailover: .noRebalance, deregistrationDelay: 300,
          healthCheck: .init(
            protocol: .tcp, port: 80, path: "/", interval: 10, timeout: 5, healthyThreshold: 5,
            unhealthyThreshold: 2), scaling: nil,
          source: lines("\(name)/appliance_group/\(service.name)")))
    }
  }

  mutating func fill(_ vpc: NetworkBuilder.VPCSpecification) throws {
    let id = try find(vpc.name, in: vpcs)
    for item in vpc.endpoints {
      let endpoint = ID<GWLBEndpoint>(topology.gwlbEndpoints.count)
      endpoints["\(vpc.name)/\(item.name)"] = endpoint
      let subnet = try find("\(vpc.name)/\(item.subnet)", in: subnets)
      topology.gwlbEndpoints.append(
        GWLBEndpoint(
          id: endpoint, vpc: id, name: item.name, subnet: subnet,
          service: try find(item.service, in: services), ipv4: try take(subnet),
          source: lines("\(vpc.name)/gwlb_endpoint/\(item.name)")))
    }
    for (index, item) in vpc.natGateways.enumerated() {
      let gateway = ID<NATGateway>(topology.natGateways.count)
      natGateways["\(vpc.name)/\(item.name)"] = gateway
      let subnet = try find("\(vpc.name)/\(item.subnet)", in: subnets)
      topology.natGateways.append(
        NATGateway(
          id: gateway, vpc: id, name: item.name, subnet: subnet, privateAddress: try take(subnet),
          publicAddress: try address("203.0.113.\(100 + index)"),
          source: lines("\(vpc.name)/nat_gateway/\(item.name)")))
    }
    for item in vpc.instances {
      let instance = ID<Instance>(topology.instances.count)
      instances["\(vpc.name)/\(item.name)"] = instance
      let subnet = try find("\(vpc.name)/\(item.subnet)", in: subnets)
      topology.instances.append(
        Instance(
          id: instance, vpc: id, name: item.name, subnet: subnet, ipv4: try take(subnet),
          ipv6: topology[subnet].ipv6 == nil ? nil : try take(subnet, .ipv6),
          publicAddress: try item.publicAddress.map { try address($0) },
          publicAddressSource: nil, sourceDestinationCheck: item.check, workload: .idle,
          source: lines("\(vpc.name)/instance/\(item.name)")))
    }
    for item in vpc.balancers { try declare(item, of: vpc, id) }
  }

  private mutating func declare(
    _ item: (name: String, nodes: [(subnet: String, publicAddress: String?)], targets: [String]),
    of vpc: NetworkBuilder.VPCSpecification, _ id: ID<VPC>
  ) throws {
    let balancer = ID<LoadBalancer>(topology.loadBalancers.count)
    let group = ID<TargetGroup>(topology.targetGroups.count)
    balancers["\(vpc.name)/\(item.name)"] = balancer
    topology.targetGroups.append(
      TargetGroup(
        id: group, vpc: id, name: item.name, protocol: .http, port: 8080,
        targets: try item.targets.map { try find("\(vpc.name)/\($0)", in: instances) },
        algorithm: .roundRobin,
        healthCheck: .init(
          protocol: .http, port: 8080, path: "/", interval: 10, timeout: 5, healthyThreshold: 5,
          unhealthyThreshold: 2), source: lines("\(vpc.name)/target_group/\(item.name)")))
    var nodes: [LoadBalancer.Node] = []
    for node in item.nodes {
      let subnet = try find("\(vpc.name)/\(node.subnet)", in: subnets)
      nodes.append(
        .init(
          subnet: subnet, address: try take(subnet),
          publicAddress: try node.publicAddress.map { try address($0) }, publicAddressSource: nil))
    }
    topology.loadBalancers.append(
      LoadBalancer(
        id: balancer, vpc: id, name: item.name, nodes: nodes,
        listeners: [
          .init(
            port: 80, protocol: .http, targetGroup: group,
            source: lines("\(vpc.name)/load_balancer/\(item.name).listener"))
        ], source: lines("\(vpc.name)/load_balancer/\(item.name)")))
  }
}
