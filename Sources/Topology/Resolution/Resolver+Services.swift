import Configuration
import Diagnostics
import IPAddressing

extension Resolver {
  mutating func resolveGatewayLoadBalancers() {
    var users: [ID<ApplianceGroup>: (name: String, range: SourceRange)] = [:]
    for entry in declaration.vpcs {
      guard let vpc = vpcs[entry.name] else { continue }
      for balancer in entry.value.gatewayLoadBalancers {
        let members = resolve(balancer, in: vpc, &users).map { [$0] } ?? []
        declare(
          balancer.name, \.gatewayLoadBalancers,
          .init(members: members, isZonal: false, source: balancer.range), in: vpc,
          "Gateway Load Balancer")
      }
    }
  }

  private mutating func resolve(
    _ entry: NamedMap<GatewayLoadBalancerDeclaration>.Entry, in vpc: ID<VPC>,
    _ users: inout [ID<ApplianceGroup>: (name: String, range: SourceRange)]
  ) -> ID<GatewayLoadBalancer>? {
    let written = entry.value
    let subnets = subnets(written.subnets?.value ?? [], in: vpc)
    if let list = written.subnets {
      requireOneSubnetAZone(subnets, "the Gateway Load Balancer `\(entry.name)`", list)
      if list.value.isEmpty {
        refuse(
          .invalidValue, "`subnets` is empty: a Gateway Load Balancer needs at least one",
          at: list.range)
      }
    }
    for subnet in subnets {
      contents[subnet.index].hasInfrastructure = true
      requireIPv4(subnet, "a Gateway Load Balancer's node", at: written.subnets?.range)
    }
    guard let name = written.applianceGroup,
      let group = single(name, \.applianceGroups, in: vpc, "an appliance group")
    else { return nil }
    if let first = users[group] {
      refuse(
        .sharedTargets,
        "the appliance group `\(name.value)` already belongs to the Gateway Load Balancer "
          + "`\(first.name)`",
        at: name.range, notes: [.init("it is first used here", at: first.range)],
        help: "give each Gateway Load Balancer an appliance group of its own")
    } else {
      users[group] = (entry.name, name.range)
    }
    let id = ID<GatewayLoadBalancer>(topology.gatewayLoadBalancers.count)
    var resolved =
      GatewayLoadBalancer(
        id: id, vpc: vpc, name: entry.name,
        nodes: subnets.map {
          .init(subnet: $0, zone: topology[$0].zone, address: placeholder($0))
        }, crossZone: written.crossZone.value, applianceGroup: group,
        tcpIdleTimeout: Int(written.tcpIdleTimeout.value),
        tcpIdleTimeoutSource: written.tcpIdleTimeout.range, source: entry.range)
    if let resets = written.sendTCPReset {
      resolved.resetsOnIdleTimeout = resets.value.onIdleTimeout.value
      if topology[group].stickiness != .fiveTuple, let other = topology[group].stickinessSource {
        refuse(
          .conflictingKeys, "`send_tcp_reset` works with `5_tuple` stickiness only",
          at: resets.range, notes: [.init("the group's stickiness is chosen here", at: other)],
          help: "a flow of fewer fields holds many connections: leave one of the two out")
      }
    }
    topology.gatewayLoadBalancers.append(resolved)
    return id
  }

  mutating func resolveEndpoints() {
    for entry in declaration.vpcs {
      guard let vpc = vpcs[entry.name] else { continue }
      for endpoint in entry.value.gwlbEndpoints {
        let written = endpoint.value
        let service = written.service.flatMap { gatewayLoadBalancer($0, from: vpc) }
        let members = placed(endpoint, in: written.subnet, of: vpc) {
          resolver, name, subnet -> ID<GWLBEndpoint>? in
          resolver.contents[subnet.index].hasInfrastructure = true
          guard let service else { return nil }
          resolver.requireNode(service, in: subnet, endpoint, name)
          let id = ID<GWLBEndpoint>(resolver.topology.gwlbEndpoints.count)
          resolver.topology.gwlbEndpoints.append(
            GWLBEndpoint(
              id: id, vpc: vpc, name: name, subnet: subnet, service: service, ipv4: nil,
              source: endpoint.range))
          resolver.topology.gwlbEndpoints[id.index].zonalName =
            name == endpoint.name ? nil : endpoint.name
          return id
        }
        declare(
          endpoint.name, \.gwlbEndpoints, members, in: vpc, "GWLB endpoint",
          memberName: { $0.topology[$1].name })
      }
    }
  }

  private mutating func requireNode(
    _ service: ID<GatewayLoadBalancer>, in subnet: ID<Subnet>,
    _ entry: NamedMap<GWLBEndpointDeclaration>.Entry, _ name: String
  ) {
    let balancer = topology[service]
    let zone = topology[subnet].zone
    // Without nodes its subnets were refused, which is said already.
    guard !balancer.nodes.isEmpty, !balancer.nodes.contains(where: { $0.zone == zone }) else {
      return
    }
    let zones = balancer.nodes.map { "`\(topology[$0.zone].name)`" }.joined(separator: ", ")
    refuse(
      .endpointWithoutNode,
      "the endpoint `\(name)` is in zone `\(topology[zone].name)`, where "
        + "`\(topology.address(service))` has no node",
      at: entry.value.service?.range ?? entry.range,
      notes: [.init("it has nodes in \(zones) only", at: balancer.source)],
      help: "add a subnet of zone `\(topology[zone].name)` to its `subnets`")
  }

  mutating func resolveNATGateways() {
    for entry in declaration.vpcs {
      guard let vpc = vpcs[entry.name] else { continue }
      for gateway in entry.value.natGateways {
        let written = gateway.value
        if written.subnet != nil, topology[vpc].internetGateway == nil {
          needGateway(
            .internetGateway, vpc, "the NAT gateway `\(gateway.name)`", at: gateway.range)
        }
        var used: Set<String> = []
        let addresses = written.publicAddresses?.value
        let members = placed(gateway, in: written.subnet, of: vpc) {
          resolver, name, subnet -> ID<NATGateway>? in
          resolver.contents[subnet.index].hasInfrastructure = true
          resolver.requireIPv4(subnet, "a NAT gateway", at: written.subnet?.range)
          var address = written.publicAddress
          if let addresses {
            let subnetName = resolver.topology[subnet].name
            let found = addresses.first { $0.name == subnetName }
            used.insert(subnetName)
            address = found?.value
            if found == nil {
              resolver.refuse(
                .missingPublicAddress,
                "the NAT gateway `\(name)` has no public address",
                at: written.publicAddresses?.range,
                help: "add `\(subnetName): ADDRESS`")
            }
          }
          guard let address else { return nil }
          let id = ID<NATGateway>(resolver.topology.natGateways.count)
          let owner = "\(resolver.topology[vpc].name)/nat_gateway/\(name)"
          resolver.claimPublic(address, for: owner)
          resolver.topology.natGateways.append(
            NATGateway(
              id: id, vpc: vpc, name: name, subnet: subnet,
              privateAddress: resolver.placeholder(subnet), publicAddress: address.value,
              source: gateway.range))
          resolver.topology.natGateways[id.index].zonalName =
            name == gateway.name ? nil : gateway.name
          return id
        }
        if let address = written.publicAddress, members.isZonal, members.members.count > 1 {
          refuse(
            .ambiguousZone,
            "`\(gateway.name)` is one NAT gateway a zone: one `public_address` is not enough",
            at: address.range, help: "write `public_addresses: { SUBNET: ADDRESS, … }`")
        }
        let subnets = written.subnet.flatMap { names[vpc.index].subnets[$0.value] }
        if let subnets, subnets.isWhole, !members.members.isEmpty {
          refuseUnusedAddresses(written.publicAddresses, used)
        }
        declare(
          gateway.name, \.natGateways, members, in: vpc, "NAT gateway",
          memberName: { $0.topology[$1].name })
      }
    }
  }

  /// Public addresses under names that are no subnet of the thing that has them.
  mutating func refuseUnusedAddresses(
    _ addresses: Located<NamedMap<Located<IPAddress>?>>?, _ used: Set<String>
  ) {
    for entry in addresses?.value ?? NamedMap() where !used.contains(entry.name) {
      refuse(
        .danglingReference, "`\(entry.name)` is none of its subnets", at: entry.range,
        help: suggestion(for: entry.name, among: used)
          ?? "its subnets are \(used.sorted().map { "`\($0)`" }.joined(separator: ", "))")
    }
  }

  /// Makes one element in a subnet, or one a zone, named `NAME-ZONE`, in a zonal one.
  mutating func placed<Value, Element>(
    _ entry: NamedMap<Value>.Entry, in subnet: Located<String>?, of vpc: ID<VPC>,
    _ make: (inout Resolver, _ name: String, ID<Subnet>) -> ID<Element>?
  ) -> NameTable<Element>.Group {
    var group = NameTable<Element>.Group(members: [], isZonal: false, source: entry.range)
    guard let subnet, let subnets = self.group(subnet, \.subnets, in: vpc, "a subnet") else {
      return group
    }
    group.isZonal = subnets.isZonal
    group.isWhole = subnets.isWhole
    for member in subnets.members {
      let zone = topology[topology[member].zone].name
      let name = subnets.isZonal ? "\(entry.name)-\(zone)" : entry.name
      if let id = make(&self, name, member) {
        group.members.append(id)
      } else {
        group.isWhole = false
      }
    }
    return group
  }

  /// Gives a zonal thing's name and those of its members.
  mutating func declare<Element>(
    _ name: String, _ table: WritableKeyPath<VPCNames, NameTable<Element>>,
    _ group: NameTable<Element>.Group, in vpc: ID<VPC>, _ noun: String,
    memberName: (Resolver, ID<Element>) -> String
  ) {
    if group.isZonal {
      for member in group.members {
        declare(
          memberName(self, member), table,
          .init(members: [member], isZonal: false, source: group.source), in: vpc, noun)
      }
    }
    declare(name, table, group, in: vpc, noun)
  }
}
