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
}
