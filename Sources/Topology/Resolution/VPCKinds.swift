import Configuration

/// The kinds of things in a VPC that have names, as they are written.
struct VPCKinds {
  private typealias Kind = (kind: String, noun: String)

  /// By name, in the order in which a name is looked for.
  private var kinds: [String: [Kind]] = [:]

  init(_ declaration: VPCDeclaration) {
    add("subnet", "a subnet", declaration.subnets)
    add("route_table", "a route table", declaration.routeTables)
    add("nat_gateway", "a NAT gateway", declaration.natGateways)
    add("gwlb_endpoint", "a GWLB endpoint", declaration.gwlbEndpoints)
    add("instance", "an instance", declaration.instances)
    add("load_balancer", "a load balancer", declaration.loadBalancers)
    add("target_group", "a target group", declaration.targetGroups)
    add("gateway_load_balancer", "a Gateway Load Balancer", declaration.gatewayLoadBalancers)
    add("appliance_group", "an appliance group", declaration.applianceGroups)
  }

  private mutating func add<Root>(_ kind: String, _ noun: String, _ names: NamedMap<Root>) {
    for entry in names { kinds[entry.name, default: []].append((kind, noun)) }
  }

  /// What a name is, of any kind, with its article; nil when nothing has it.
  func noun(of name: String) -> String? { kinds[name]?.first?.noun }

  /// What `KIND/NAME` is, with its article; nil when there is no such thing.
  func noun(of name: String, kind: String) -> String? {
    kinds[name]?.first { $0.kind == kind }?.noun
  }
}
