package import Diagnostics

/// The resolved network: every reference bound, every default applied, every address assigned,
/// zonal shorthand expanded into members.
///
/// An element's `id` is its index in its array.
package struct Topology: Sendable {
  package var name: String
  package var zones: [Zone]
  /// Bytes of the largest packet on every link, without GENEVE's headers around it.
  package var mtu = 1500
  package var internet: Internet
  package var prefixLists: [PrefixList]
  package var vpcs: [VPC]
  package var subnets: [Subnet]
  package var routeTables: [RouteTable]
  package var natGateways: [NATGateway]
  package var gwlbEndpoints: [GWLBEndpoint]
  package var gatewayLoadBalancers: [GatewayLoadBalancer]
  package var applianceGroups: [ApplianceGroup]
  package var loadBalancers: [LoadBalancer]
  package var targetGroups: [TargetGroup]
  package var instances: [Instance]
  package var peerings: [Peering]
  package var transitGateways: [TransitGateway]
  package var transitGatewayAttachments: [TransitGatewayAttachment]
  package var transitGatewayRouteTables: [TransitGatewayRouteTable]
  package var inspections: [Inspection]
  package var expectations: [Expectation]
  /// The folder of the top file: what relative paths of rule files and processes start from.
  package var directory: String
  /// Every file that was read, for excerpts.
  package var files: [SourceFile]

  package init(name: String, internet: Internet) {
    self.name = name
    self.internet = internet
    zones = []
    prefixLists = []
    vpcs = []
    subnets = []
    routeTables = []
    natGateways = []
    gwlbEndpoints = []
    gatewayLoadBalancers = []
    applianceGroups = []
    loadBalancers = []
    targetGroups = []
    instances = []
    peerings = []
    transitGateways = []
    transitGatewayAttachments = []
    transitGatewayRouteTables = []
    inspections = []
    expectations = []
    directory = "."
    files = []
  }
}

extension Topology {
  @inlinable package subscript(id: ID<Zone>) -> Zone { zones[id.index] }
  @inlinable package subscript(id: ID<InternetHost>) -> InternetHost { internet.hosts[id.index] }
  @inlinable package subscript(id: ID<PrefixList>) -> PrefixList { prefixLists[id.index] }
  @inlinable package subscript(id: ID<VPC>) -> VPC { vpcs[id.index] }
  @inlinable package subscript(id: ID<Subnet>) -> Subnet { subnets[id.index] }
  @inlinable package subscript(id: ID<RouteTable>) -> RouteTable { routeTables[id.index] }
  @inlinable package subscript(id: ID<NATGateway>) -> NATGateway { natGateways[id.index] }
  @inlinable package subscript(id: ID<GWLBEndpoint>) -> GWLBEndpoint { gwlbEndpoints[id.index] }
  @inlinable package subscript(id: ID<GatewayLoadBalancer>) -> GatewayLoadBalancer {
    gatewayLoadBalancers[id.index]
  }
  @inlinable package subscript(id: ID<ApplianceGroup>) -> ApplianceGroup {
    applianceGroups[id.index]
  }
  @inlinable package subscript(id: ID<LoadBalancer>) -> LoadBalancer { loadBalancers[id.index] }
  @inlinable package subscript(id: ID<TargetGroup>) -> TargetGroup { targetGroups[id.index] }
  @inlinable package subscript(id: ID<Instance>) -> Instance { instances[id.index] }
  @inlinable package subscript(id: ID<Peering>) -> Peering { peerings[id.index] }
  @inlinable package subscript(id: ID<TransitGateway>) -> TransitGateway {
    transitGateways[id.index]
  }
  @inlinable package subscript(id: ID<TransitGatewayAttachment>) -> TransitGatewayAttachment {
    transitGatewayAttachments[id.index]
  }
  @inlinable package subscript(id: ID<TransitGatewayRouteTable>) -> TransitGatewayRouteTable {
    transitGatewayRouteTables[id.index]
  }
}
