import Configuration

/// The kinds of things in a VPC that have names, as they are written.
struct VPCKinds {
  let declaration: VPCDeclaration

  /// What a name is, of any kind, with its article; nil when nothing has it.
  func noun(of name: String) -> String? {
    all.first { $0.names.contains(name) }?.noun
  }

  /// What `KIND/NAME` is, with its article; nil when there is no such thing.
  func noun(of name: String, kind: String) -> String? {
    all.first { $0.kind == kind && $0.names.contains(name) }?.noun
  }

  /// In the order in which a name is looked for.
  private var all: [(kind: String, noun: String, names: [String])] {
    [
      ("subnet", "a subnet", declaration.subnets.map(\.name)),
      ("route_table", "a route table", declaration.routeTables.map(\.name)),
      ("nat_gateway", "a NAT gateway", declaration.natGateways.map(\.name)),
      ("gwlb_endpoint", "a GWLB endpoint", declaration.gwlbEndpoints.map(\.name)),
      ("instance", "an instance", declaration.instances.map(\.name)),
      ("load_balancer", "a load balancer", declaration.loadBalancers.map(\.name)),
      ("target_group", "a target group", declaration.targetGroups.map(\.name)),
      (
        "gateway_load_balancer", "a Gateway Load Balancer",
        declaration.gatewayLoadBalancers.map(\.name)
      ),
      ("appliance_group", "an appliance group", declaration.applianceGroups.map(\.name)),
    ]
  }
}
