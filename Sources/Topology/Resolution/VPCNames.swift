/// The names that are used within one VPC.
struct VPCNames: Sendable {
  var subnets = NameTable<Subnet>()
  var routeTables = NameTable<RouteTable>()
  var natGateways = NameTable<NATGateway>()
  var gwlbEndpoints = NameTable<GWLBEndpoint>()
  var instances = NameTable<Instance>()
  var loadBalancers = NameTable<LoadBalancer>()
  var targetGroups = NameTable<TargetGroup>()
  var gatewayLoadBalancers = NameTable<GatewayLoadBalancer>()
  var applianceGroups = NameTable<ApplianceGroup>()

  /// What a name is in this VPC, of any kind, with its article.
  func kind(of name: String) -> String? {
    if subnets[name] != nil { return "a subnet" }
    if routeTables[name] != nil { return "a route table" }
    if natGateways[name] != nil { return "a NAT gateway" }
    if gwlbEndpoints[name] != nil { return "a GWLB endpoint" }
    if instances[name] != nil { return "an instance" }
    if loadBalancers[name] != nil { return "a load balancer" }
    if targetGroups[name] != nil { return "a target group" }
    if gatewayLoadBalancers[name] != nil { return "a Gateway Load Balancer" }
    return applianceGroups[name] == nil ? nil : "an appliance group"
  }
}
