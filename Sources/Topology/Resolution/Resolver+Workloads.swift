import Configuration
import Diagnostics
import IPAddressing

extension Resolver {
  mutating func resolveInstances() {
    for entry in declaration.vpcs {
      guard let vpc = vpcs[entry.name] else { continue }
      for instance in entry.value.instances { resolve(instance, in: vpc) }
    }
  }

  private mutating func resolve(
    _ entry: NamedMap<InstanceDeclaration>.Entry, in vpc: ID<VPC>
  ) {
    let written = entry.value
    if let address = written.publicAddress, topology[vpc].internetGateway == nil {
      needGateway(
        .internetGateway, vpc, "the public address of `\(entry.name)`", at: address.range)
    }
    let workload = workload(of: written)
    let group = placed(entry, in: written.subnet, of: vpc) {
      resolver, name, subnet -> ID<Instance>? in
      if resolver.contents[subnet.index].instance == nil {
        resolver.contents[subnet.index].instance = written.subnet?.range ?? entry.range
      }
      let id = ID<Instance>(resolver.topology.instances.count)
      let owner = "\(resolver.topology[vpc].name)/instance/\(name)"
      // The one address of several members is refused below.
      let isOne = resolver.names[vpc.index].subnets[written.subnet?.value ?? ""]?.members.count == 1
      for address in [written.address, written.ipv6Address].compactMap({ $0 }) where isOne {
        resolver.writtenAddresses.append(
          WrittenAddress(subnet: subnet, address: address, owner: owner))
      }
      if let address = written.publicAddress { resolver.claimPublic(address, for: owner) }
      resolver.topology.instances.append(
        Instance(
          id: id, vpc: vpc, name: name, subnet: subnet, ipv4: written.address?.value,
          ipv6: written.ipv6Address?.value, publicAddress: written.publicAddress?.value,
          publicAddressSource: written.publicAddress?.range,
          sourceDestinationCheck: written.sourceDestCheck.value, workload: workload,
          source: entry.range))
      resolver.topology.instances[id.index].zonalName = name == entry.name ? nil : entry.name
      return id
    }
    if group.members.count > 1 {
      let single: [(name: String, range: SourceRange?)] = [
        ("address", written.address?.range), ("ipv6_address", written.ipv6Address?.range),
        ("public_address", written.publicAddress?.range), ("namespace", written.namespace?.range),
        ("container", written.container?.range), ("interface", written.interface?.range),
      ]
      for key in single {
        guard let range = key.range else { continue }
        refuse(
          .ambiguousZone,
          "`\(entry.name)` is one instance a zone: `\(key.name)` can belong to one of them only",
          at: range,
          help: "declare each instance by itself, such as `\(topology[group.members[0]].name): "
            + "{ subnet: \(topology[topology[group.members[0]].subnet].name), … }`")
      }
    }
    declare(
      entry.name, \.instances, group, in: vpc, "instance",
      memberName: { $0.topology[$1].name })
  }

  private mutating func workload(of instance: InstanceDeclaration) -> Instance.Workload {
    if let process = instance.process { return arguments(process).map { .process($0) } ?? .idle }
    if let namespace = instance.namespace { return .namespace(namespace.value) }
    if let container = instance.container { return .container(container.value) }
    return instance.interface.map { .interface($0.value) } ?? .idle
  }

  mutating func resolveTargetGroups() {
    for entry in declaration.vpcs {
      guard let vpc = vpcs[entry.name] else { continue }
      for group in entry.value.targetGroups {
        let written = group.value
        var targets: [ID<Instance>] = []
        for name in written.targets?.value ?? [] {
          let members = self.group(name, \.instances, in: vpc, "an instance")?.members ?? []
          for member in members where !targets.contains(member) { targets.append(member) }
        }
        let check = written.healthCheck?.value ?? TargetHealthCheckDeclaration()
        requireShorter(check.timeout, than: check.interval)
        let id = ID<TargetGroup>(topology.targetGroups.count)
        let port = written.port?.value ?? 80
        topology.targetGroups.append(
          TargetGroup(
            id: id, vpc: vpc, name: group.name, protocol: .init(written.protocol.value),
            port: port, targets: targets, algorithm: .init(written.algorithm.value),
            healthCheck: HealthCheck(check, port: port), source: group.range))
        declare(
          group.name, \.targetGroups, .init(members: [id], isZonal: false, source: group.range),
          in: vpc, "target group")
      }
    }
  }

  mutating func resolveLoadBalancers() {
    var users: [ID<TargetGroup>: (balancer: String, range: SourceRange)] = [:]
    for entry in declaration.vpcs {
      guard let vpc = vpcs[entry.name] else { continue }
      for balancer in entry.value.loadBalancers {
        let nodes = nodes(of: balancer, in: vpc)
        let listeners = listeners(of: balancer, in: vpc, &users)
        let id = ID<LoadBalancer>(topology.loadBalancers.count)
        topology.loadBalancers.append(
          LoadBalancer(
            id: id, vpc: vpc, name: balancer.name, nodes: nodes, listeners: listeners,
            source: balancer.range))
        declare(
          balancer.name, \.loadBalancers,
          .init(members: [id], isZonal: false, source: balancer.range), in: vpc, "load balancer")
      }
    }
  }

  private mutating func nodes(
    of entry: NamedMap<LoadBalancerDeclaration>.Entry, in vpc: ID<VPC>
  ) -> [LoadBalancer.Node] {
    let written = entry.value
    let known = diagnostics.count
    let subnets = subnets(written.subnets?.value ?? [], in: vpc)
    if let list = written.subnets {
      // Where some were refused, their zones may be others.
      let isWhole = diagnostics.count == known && subnets.count >= list.value.count
      requireOneSubnetAZone(subnets, "the load balancer `\(entry.name)`", list)
      if list.value.isEmpty {
        refuse(
          .invalidValue, "`subnets` is empty: a load balancer needs at least one", at: list.range)
      } else if isWhole {
        requireTwoZones(subnets, entry.name, list.range)
      }
    }
    if let addresses = written.publicAddresses, topology[vpc].internetGateway == nil {
      needGateway(
        .internetGateway, vpc, "the internet-facing load balancer `\(entry.name)`",
        at: addresses.range)
    }
    let addresses = Dictionary(
      (written.publicAddresses?.value ?? NamedMap()).map { ($0.name, $0.value) },
      uniquingKeysWith: { first, _ in first })
    let nodes = subnets.map { subnet in
      contents[subnet.index].hasInfrastructure = true
      requireIPv4(subnet, "a load balancer's node", at: written.subnets?.range)
      let name = topology[subnet].name
      var address: Located<IPAddress>?
      if let list = written.publicAddresses {
        if let found = addresses[name] {
          address = found
        } else {
          refuse(
            .missingPublicAddress,
            "the node of `\(entry.name)` in `\(name)` has no public address", at: list.range,
            help:
              "add `\(name): ADDRESS`; a load balancer is internet-facing in every subnet or none")
        }
      }
      if let address {
        claimPublic(address, for: "\(topology[vpc].name)/load_balancer/\(entry.name)[\(name)]")
      }
      return LoadBalancer.Node(
        subnet: subnet, address: placeholder(subnet), publicAddress: address?.value,
        publicAddressSource: address?.range)
    }
    if !subnets.isEmpty {
      refuseUnusedAddresses(written.publicAddresses, Set(subnets.map { topology[$0].name }))
    }
    return nodes
  }

  /// AWS has no application load balancer in fewer.
  private mutating func requireTwoZones(
    _ subnets: [ID<Subnet>], _ name: String, _ range: SourceRange
  ) {
    let zones = Set(subnets.map { topology[$0].zone })
    guard zones.count == 1, let zone = zones.first else { return }
    refuse(
      .singleZone,
      "the load balancer `\(name)` has subnets in zone `\(topology[zone].name)` only", at: range,
      help: "name subnets of two zones or more: AWS refuses a load balancer in one")
  }

  private mutating func listeners(
    of entry: NamedMap<LoadBalancerDeclaration>.Entry, in vpc: ID<VPC>,
    _ users: inout [ID<TargetGroup>: (balancer: String, range: SourceRange)]
  ) -> [LoadBalancer.Listener] {
    var listeners: [LoadBalancer.Listener] = []
    var ports: [Int: SourceRange] = [:]
    if let list = entry.value.listeners, list.value.isEmpty {
      refuse(
        .invalidValue, "`listeners` is empty: a load balancer needs at least one", at: list.range)
    }
    for listener in entry.value.listeners?.value ?? [] {
      let written = listener.value
      if let port = written.port {
        if let first = ports[port.value] {
          refuse(
            .duplicateName, "`\(entry.name)` listens on port \(port.value) a second time",
            at: port.range, notes: [.init("its first listener on the port is here", at: first)],
            help: "a port has one listener")
        } else {
          ports[port.value] = port.range
        }
      }
      guard let name = written.targetGroup,
        let group = single(name, \.targetGroups, in: vpc, "a target group")
      else { continue }
      if let user = users[group], user.balancer != entry.name || topology[group].vpc != vpc {
        refuse(
          .sharedTargets,
          "the target group `\(name.value)` already belongs to the load balancer "
            + "`\(user.balancer)`",
          at: name.range, notes: [.init("it is first used here", at: user.range)],
          help: "give each load balancer target groups of its own")
      } else {
        users[group] = (entry.name, name.range)
      }
      guard let port = written.port, let spoken = written.protocol else { continue }
      listeners.append(
        .init(
          port: port.value, protocol: .init(spoken.value), targetGroup: group,
          source: listener.range))
    }
    return listeners
  }
}
