/// Every end of a flow by the resource addresses that select it.
struct FlowEndIndex: Sendable {
  private struct Entry {
    let end: FlowEnd
    let address: String
    /// The whole VPC that it is an end of, whose name selects it too.
    var vpc: String?
  }

  private let topology: Topology
  private let names: [VPCNames]
  /// In the order of the topology.
  private let entries: [Entry]
  /// Globs look at the entries alone.
  private lazy var exact = exactly()
  private var matching: [String: [FlowEnd]] = [:]

  init(_ topology: Topology, names: [VPCNames]) {
    self.topology = topology
    self.names = names
    entries = Self.entries(topology)
  }

  private static func entries(_ topology: Topology) -> [Entry] {
    var entries = [Entry(end: .internet, address: "internet")]
    for host in topology.internet.hosts {
      entries.append(Entry(end: .internetHost(host.id), address: topology.address(host.id)))
    }
    for subnet in topology.subnets where subnet.hosts {
      entries.append(
        Entry(
          end: .subnet(subnet.id), address: topology.address(subnet.id),
          vpc: topology[subnet.vpc].name))
    }
    for instance in topology.instances {
      entries.append(
        Entry(
          end: .instance(instance.id), address: topology.address(instance.id),
          vpc: topology[instance.vpc].name))
    }
    for balancer in topology.loadBalancers {
      let (address, vpc) = (topology.address(balancer.id), topology[balancer.vpc].name)
      for node in balancer.nodes.indices {
        entries.append(
          Entry(end: .loadBalancerNode(balancer.id, node: node), address: address, vpc: vpc))
      }
    }
    for vpc in topology.vpcs {
      for network in vpc.virtualPrivateGateway?.onPremises ?? [] {
        entries.append(
          Entry(
            end: .onPremises(vpc.id, network), address: "\(vpc.name)/virtual_private_gateway"))
      }
    }
    return entries
  }

  /// The ends of one thing, of a zonal thing, or of a whole VPC; nil for any other address.
  mutating func ends(at address: String) -> [FlowEnd]? { exact[address] }

  /// The ends whose addresses a pattern with `*` matches.
  ///
  /// - Parameter text: the pattern as written; each is looked up once.
  mutating func ends(matching pattern: Glob, _ text: String) -> [FlowEnd] {
    if let found = matching[text] { return found }
    let found = entries.filter { pattern.matches($0.address) }.map(\.end)
    matching[text] = found
    return found
  }

  var addresses: some Collection<String> { mutating get { exact.keys } }

  private func exactly() -> [String: [FlowEnd]] {
    var exact: [String: [FlowEnd]] = [:]
    for entry in entries {
      exact[entry.address, default: []].append(entry.end)
      if let vpc = entry.vpc { exact[vpc, default: []].append(entry.end) }
    }
    for vpc in topology.vpcs { addGroups(vpc, to: &exact) }
    return exact
  }

  /// The names that stand for one thing a zone.
  private func addGroups(_ vpc: VPC, to exact: inout [String: [FlowEnd]]) {
    let names = names[vpc.id.index]
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
