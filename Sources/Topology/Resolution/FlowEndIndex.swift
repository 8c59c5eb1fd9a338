/// Every end of a flow by the resource addresses that select it.
struct FlowEndIndex: Sendable {
  /// In the order of the topology.
  private(set) var ends: [(address: String, end: FlowEnd)] = []
  private var exact: [String: [FlowEnd]] = [:]
  private var matching: [String: [FlowEnd]] = [:]

  init(_ topology: Topology, names: [VPCNames]) {
    add(.internet, "internet")
    for host in topology.internet.hosts { add(.internetHost(host.id), topology.address(host.id)) }
    for subnet in topology.subnets where subnet.hosts {
      add(.subnet(subnet.id), topology.address(subnet.id), vpc: topology[subnet.vpc].name)
    }
    for instance in topology.instances {
      add(
        .instance(instance.id), topology.address(instance.id), vpc: topology[instance.vpc].name)
    }
    for balancer in topology.loadBalancers {
      for node in balancer.nodes.indices {
        add(
          .loadBalancerNode(balancer.id, node: node), topology.address(balancer.id),
          vpc: topology[balancer.vpc].name)
      }
    }
    for vpc in topology.vpcs {
      for network in vpc.virtualPrivateGateway?.onPremises ?? [] {
        add(.onPremises(vpc.id, network), "\(vpc.name)/virtual_private_gateway")
      }
      addGroups(vpc, topology, names[vpc.id.index])
    }
  }

  /// The ends of one thing, of a zonal thing, or of a whole VPC; nil for any other address.
  func ends(at address: String) -> [FlowEnd]? { exact[address] }

  /// The ends whose addresses a pattern with `*` matches.
  ///
  /// - Parameter text: the pattern as written; each is looked up once.
  mutating func ends(matching pattern: Glob, _ text: String) -> [FlowEnd] {
    if let found = matching[text] { return found }
    let found = ends.filter { pattern.matches($0.address) }.map(\.end)
    matching[text] = found
    return found
  }

  var addresses: some Collection<String> { exact.keys }

  private mutating func add(_ end: FlowEnd, _ address: String, vpc: String? = nil) {
    ends.append((address, end))
    exact[address, default: []].append(end)
    if let vpc { exact[vpc, default: []].append(end) }
  }

  /// The names that stand for one thing a zone.
  private mutating func addGroups(_ vpc: VPC, _ topology: Topology, _ names: VPCNames) {
    for name in names.subnets.names {
      guard let group = names.subnets[name], group.isZonal else { continue }
      let hosts = group.members.filter { topology[$0].hosts }
      if !hosts.isEmpty { exact["\(vpc.name)/subnet/\(name)"] = hosts.map { .subnet($0) } }
    }
    for name in names.instances.names {
      guard let group = names.instances[name], group.isZonal else { continue }
      exact["\(vpc.name)/instance/\(name)"] = group.members.map { .instance($0) }
    }
  }
}
