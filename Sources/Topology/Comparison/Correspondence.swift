import IPAddressing

/// Which things of two topologies are the same: those of one name, and of what is left those that
/// stand in the same place, so that renaming makes nothing else of a thing.
///
/// VPCs and subnets are found again by their CIDRs, endpoints and NAT gateways by their subnet,
/// instances by their address, load balancers by their nodes' subnets, transit gateways by their
/// VPCs, route tables by their subnets.
package struct Correspondence: Sendable {
  package let zones: Matching<Zone>
  package let vpcs: Matching<VPC>
  package let subnets: Matching<Subnet>
  package let gatewayLoadBalancers: Matching<GatewayLoadBalancer>
  package let gwlbEndpoints: Matching<GWLBEndpoint>
  package let natGateways: Matching<NATGateway>
  package let instances: Matching<Instance>
  package let loadBalancers: Matching<LoadBalancer>
  package let targetGroups: Matching<TargetGroup>
  package let applianceGroups: Matching<ApplianceGroup>
  package let peerings: Matching<Peering>
  package let transitGateways: Matching<TransitGateway>
  /// By transit gateway and VPC, whatever they are called.
  package let attachments: Matching<TransitGatewayAttachment>
  package let transitGatewayRouteTables: Matching<TransitGatewayRouteTable>
  package let routeTables: Matching<RouteTable>
  package let prefixLists: Matching<PrefixList>
  package let internetHosts: Matching<InternetHost>
  /// By instance of either side: one number for all that stand in for each other, one a zone.
  package let instanceServices: (old: [Int32], new: [Int32])

  /// A name, in what it lives in.
  private struct Name: Hashable {
    var owner: Int32
    var name: String
  }

  private struct Place<Detail: Hashable>: Hashable {
    var owner: Int32
    var detail: Detail
  }

  package init(_ old: Topology, _ new: Topology) {
    zones = Matching(old.zones.map(\.name), new.zones.map(\.name))
    prefixLists = Matching(old.prefixLists.map(\.name), new.prefixLists.map(\.name))
    internetHosts = Matching(old.internet.hosts.map(\.name), new.internet.hosts.map(\.name))

    var vpcs = Matching<VPC>(old.vpcs.map(\.name), new.vpcs.map(\.name))
    vpcs.join(oldBy: { old.vpcs[$0].cidrs.sorted() }, newBy: { new.vpcs[$0].cidrs.sorted() })
    self.vpcs = vpcs
    func names<Element>(
      _ elements: KeyPath<Topology, [Element]>, _ name: (Element) -> (ID<VPC>, String)
    ) -> (old: [Name], new: [Name]) {
      (
        old[keyPath: elements].map {
          Name(owner: vpcs.joint(old: name($0).0.index), name: name($0).1)
        },
        new[keyPath: elements].map {
          Name(owner: vpcs.joint(new: name($0).0.index), name: name($0).1)
        }
      )
    }

    let subnetNames = names(\.subnets) { ($0.vpc, $0.name) }
    var subnets = Matching<Subnet>(subnetNames.old, subnetNames.new)
    subnets.join(
      oldBy: {
        Place(owner: vpcs.joint(old: old.subnets[$0].vpc.index), detail: old.subnets[$0].cidrs)
      },
      newBy: {
        Place(owner: vpcs.joint(new: new.subnets[$0].vpc.index), detail: new.subnets[$0].cidrs)
      })
    self.subnets = subnets
    let oldSubnets = { (ids: [ID<Subnet>]) in
      Set(ids.map { subnets.joint(old: $0.index) })
    }
    let newSubnets = { (ids: [ID<Subnet>]) in
      Set(ids.map { subnets.joint(new: $0.index) })
    }

    let serviceNames = names(\.gatewayLoadBalancers) { ($0.vpc, $0.name) }
    var services = Matching<GatewayLoadBalancer>(serviceNames.old, serviceNames.new)
    services.join(
      oldBy: { oldSubnets(old.gatewayLoadBalancers[$0].nodes.map(\.subnet)) },
      newBy: { newSubnets(new.gatewayLoadBalancers[$0].nodes.map(\.subnet)) })
    gatewayLoadBalancers = services

    let endpointNames = names(\.gwlbEndpoints) { ($0.vpc, $0.name) }
    var endpoints = Matching<GWLBEndpoint>(endpointNames.old, endpointNames.new)
    endpoints.join(
      oldBy: { index in
        let endpoint = old.gwlbEndpoints[index]
        return Place(
          owner: subnets.joint(old: endpoint.subnet.index),
          detail: services.joint(old: endpoint.service.index))
      },
      newBy: { index in
        let endpoint = new.gwlbEndpoints[index]
        return Place(
          owner: subnets.joint(new: endpoint.subnet.index),
          detail: services.joint(new: endpoint.service.index))
      })
    gwlbEndpoints = endpoints

    let gatewayNames = names(\.natGateways) { ($0.vpc, $0.name) }
    var gateways = Matching<NATGateway>(gatewayNames.old, gatewayNames.new)
    gateways.join(
      oldBy: { subnets.joint(old: old.natGateways[$0].subnet.index) },
      newBy: { subnets.joint(new: new.natGateways[$0].subnet.index) })
    natGateways = gateways

    let instanceNames = names(\.instances) { ($0.vpc, $0.name) }
    var instances = Matching<Instance>(instanceNames.old, instanceNames.new)
    instances.join(
      oldBy: { index in
        let instance = old.instances[index]
        return Place(
          owner: subnets.joint(old: instance.subnet.index),
          detail: [instance.ipv4, instance.ipv6])
      },
      newBy: { index in
        let instance = new.instances[index]
        return Place(
          owner: subnets.joint(new: instance.subnet.index),
          detail: [instance.ipv4, instance.ipv6])
      })
    self.instances = instances
    instanceServices = Self.services(of: old, new, vpcs, instances)

    let balancerNames = names(\.loadBalancers) { ($0.vpc, $0.name) }
    var balancers = Matching<LoadBalancer>(balancerNames.old, balancerNames.new)
    balancers.join(
      oldBy: { oldSubnets(old.loadBalancers[$0].nodes.map(\.subnet)) },
      newBy: { newSubnets(new.loadBalancers[$0].nodes.map(\.subnet)) })
    loadBalancers = balancers
    let targetNames = names(\.targetGroups) { ($0.vpc, $0.name) }
    targetGroups = Matching(targetNames.old, targetNames.new)
    let groupNames = names(\.applianceGroups) { ($0.vpc, $0.name) }
    applianceGroups = Matching(groupNames.old, groupNames.new)

    var peerings = Matching<Peering>(old.peerings.map(\.name), new.peerings.map(\.name))
    peerings.join(
      oldBy: { index in
        let pair = old.peerings[index].vpcs
        return Set([vpcs.joint(old: pair.0.index), vpcs.joint(old: pair.1.index)])
      },
      newBy: { index in
        let pair = new.peerings[index].vpcs
        return Set([vpcs.joint(new: pair.0.index), vpcs.joint(new: pair.1.index)])
      })
    self.peerings = peerings

    var hubs = Matching<TransitGateway>(
      old.transitGateways.map(\.name), new.transitGateways.map(\.name))
    hubs.join(
      oldBy: { index in
        Set(old.transitGateways[index].attachments.map { vpcs.joint(old: old[$0].vpc.index) })
      },
      newBy: { index in
        Set(new.transitGateways[index].attachments.map { vpcs.joint(new: new[$0].vpc.index) })
      })
    transitGateways = hubs
    attachments = Matching(
      old.transitGatewayAttachments.map {
        Place(
          owner: hubs.joint(old: $0.transitGateway.index), detail: vpcs.joint(old: $0.vpc.index))
      },
      new.transitGatewayAttachments.map {
        Place(
          owner: hubs.joint(new: $0.transitGateway.index), detail: vpcs.joint(new: $0.vpc.index))
      })
    transitGatewayRouteTables = Matching(
      old.transitGatewayRouteTables.map {
        Name(owner: hubs.joint(old: $0.transitGateway.index), name: $0.name)
      },
      new.transitGatewayRouteTables.map {
        Name(owner: hubs.joint(new: $0.transitGateway.index), name: $0.name)
      })

    let tableNames = names(\.routeTables) { ($0.vpc, $0.name) }
    var tables = Matching<RouteTable>(tableNames.old, tableNames.new)
    let (oldUsers, newUsers) = (Self.users(of: old), Self.users(of: new))
    tables.join(
      oldBy: { oldUsers[$0].isEmpty ? nil : oldSubnets(oldUsers[$0]) },
      newBy: { newUsers[$0].isEmpty ? nil : newSubnets(newUsers[$0]) })
    routeTables = tables
  }

  /// By route table: its subnets.
  private static func users(of topology: Topology) -> [[ID<Subnet>]] {
    var users = [[ID<Subnet>]](repeating: [], count: topology.routeTables.count)
    for subnet in topology.subnets { users[subnet.routeTable.index].append(subnet.id) }
    return users
  }

  /// Instances that are called the same but for their zone do the same; one that was renamed does
  /// what it did.
  private static func services(
    of old: Topology, _ new: Topology, _ vpcs: Matching<VPC>, _ instances: Matching<Instance>
  ) -> (old: [Int32], new: [Int32]) {
    var numbers: [Name: Int32] = [:]
    func number(_ instance: Instance, _ owner: Int32, in topology: Topology) -> Int32 {
      let suffix = "-\(topology[topology[instance.subnet].zone].name)"
      let name =
        instance.name.hasSuffix(suffix)
        ? String(instance.name.dropLast(suffix.count)) : instance.name
      let key = Name(owner: owner, name: name)
      let number = numbers[key] ?? Int32(numbers.count)
      numbers[key] = number
      return number
    }
    let before = old.instances.map { number($0, vpcs.joint(old: $0.vpc.index), in: old) }
    let after = new.instances.map { instance in
      let same = instances.old(of: instance.id)
      if let same, old[same].name != instance.name { return before[same.index] }
      return number(instance, vpcs.joint(new: instance.vpc.index), in: new)
    }
    return (before, after)
  }
}
