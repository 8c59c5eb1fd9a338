package import IPAddressing

/// One of `vpcs`.
package struct VPCDeclaration: Construct {
  package var cidr: Located<[Located<Prefix>]>?
  package var ipv6CIDR: Located<[Located<Prefix>]>?
  package var internetGateway: Located<InternetGatewayDeclaration>?
  package var egressOnlyInternetGateway: Located<EgressOnlyInternetGatewayDeclaration>?
  package var virtualPrivateGateway: Located<VirtualPrivateGatewayDeclaration>?
  package var subnets = NamedMap<SubnetDeclaration>()
  package var routeTables = NamedMap<RouteTableDeclaration>()
  package var mainRouteTable: Located<String>?
  package var natGateways = NamedMap<NATGatewayDeclaration>()
  package var gwlbEndpoints = NamedMap<GWLBEndpointDeclaration>()
  package var instances = NamedMap<InstanceDeclaration>()
  package var loadBalancers = NamedMap<LoadBalancerDeclaration>()
  package var targetGroups = NamedMap<TargetGroupDeclaration>()
  package var gatewayLoadBalancers = NamedMap<GatewayLoadBalancerDeclaration>()
  package var applianceGroups = NamedMap<ApplianceGroupDeclaration>()

  package init() {}

  package static let noun = "a VPC"
  package static let documentation =
    "A virtual private cloud: address space, subnets, route tables, gateways and what lives in it."
  package static let fields: [Field<Self>] = [
    Field(
      "cidr", \.cidr, .oneOrMore(of: .cidr(.ipv4)), isRequired: true, example: "cidr: 10.0.0.0/16",
      "Its IPv4 address space: one CIDR or a list, each from /16 to /28."),
    Field(
      "ipv6_cidr", \.ipv6CIDR, .oneOrMore(of: .cidr(.ipv6)),
      "Its IPv6 address space: one CIDR or a list, each from /44 to /60."),
    Field(
      "internet_gateway", \.internetGateway, .construct(InternetGatewayDeclaration.self),
      "The internet gateway: `{}`, or with an edge association."),
    Field(
      "egress_only_internet_gateway", \.egressOnlyInternetGateway,
      .construct(EgressOnlyInternetGatewayDeclaration.self),
      "The egress-only internet gateway, for IPv6 opened from inside: `{}`."),
    Field(
      "virtual_private_gateway", \.virtualPrivateGateway,
      .construct(VirtualPrivateGatewayDeclaration.self),
      "The virtual private gateway, with the networks behind it."),
    Field("subnets", \.subnets, .named(SubnetDeclaration.self), "The subnets by name."),
    Field(
      "route_tables", \.routeTables, .named(RouteTableDeclaration.self),
      "The route tables by name."),
    Field(
      "main_route_table", \.mainRouteTable, .reference("the name of a route table"),
      "The table of subnets that name none; an implicit `main` with local routes only unless given."
    ),
    Field(
      "nat_gateways", \.natGateways, .named(NATGatewayDeclaration.self),
      "NAT gateways by name; routes use them as `nat_gateway/NAME`."),
    Field(
      "gwlb_endpoints", \.gwlbEndpoints, .named(GWLBEndpointDeclaration.self),
      "Gateway Load Balancer endpoints by name; routes use them as `gwlb_endpoint/NAME`."),
    Field("instances", \.instances, .named(InstanceDeclaration.self), "The instances by name."),
    Field(
      "load_balancers", \.loadBalancers, .named(LoadBalancerDeclaration.self),
      "Application load balancers by name."),
    Field(
      "target_groups", \.targetGroups, .named(TargetGroupDeclaration.self),
      "The target groups of application load balancers by name."),
    Field(
      "gateway_load_balancers", \.gatewayLoadBalancers,
      .named(GatewayLoadBalancerDeclaration.self),
      "Gateway Load Balancers by name; endpoints use them as `service: VPC/NAME`."),
    Field(
      "appliance_groups", \.applianceGroups, .named(ApplianceGroupDeclaration.self),
      "Groups of appliances by name: an auto scaling group and its GENEVE target group, as one."),
  ]
}
