import IPAddressing
import Topology

/// What belongs to which VPC, gateway load balancer and group, found once: looking through all of a
/// topology for each of its parts would take quadratic time.
struct TopologyContents {
  /// By VPC.
  let endpoints: [ID<VPC>: [GWLBEndpoint]]
  let peerings: [ID<VPC>: [Peering]]
  let loadBalancers: [ID<VPC>: [LoadBalancer]]
  let instances: [ID<VPC>: [Instance]]
  let natGateways: [ID<VPC>: [NATGateway]]
  /// The VPCs in which GENEVE passes between gateway load balancers and appliances.
  let inspecting: Set<ID<VPC>>
  /// By VPC, the groups of appliances behind interfaces of the host.
  let externalGroups: [ID<VPC>: [ApplianceGroup]]
  /// By VPC, the addresses of its groups' appliances.
  let appliances: [ID<VPC>: [IPAddress]]
  let endpointsByService: [ID<GatewayLoadBalancer>: [GWLBEndpoint]]
  let endpointsByGroup: [ID<ApplianceGroup>: [GWLBEndpoint]]

  init(_ topology: Topology) {
    endpoints = Dictionary(grouping: topology.gwlbEndpoints, by: \.vpc)
    loadBalancers = Dictionary(grouping: topology.loadBalancers, by: \.vpc)
    instances = Dictionary(grouping: topology.instances, by: \.vpc)
    natGateways = Dictionary(grouping: topology.natGateways, by: \.vpc)
    inspecting = Set(
      topology.gatewayLoadBalancers.map(\.vpc) + topology.applianceGroups.map(\.vpc))
    externalGroups = Dictionary(
      grouping: topology.applianceGroups.filter { $0.interface != nil }, by: \.vpc)
    appliances = Dictionary(grouping: topology.applianceGroups, by: \.vpc)
      .mapValues { groups in groups.flatMap { $0.members.map(\.address) } }
    endpointsByService = Dictionary(grouping: topology.gwlbEndpoints, by: \.service)
    endpointsByGroup = Dictionary(grouping: topology.gwlbEndpoints) {
      topology[$0.service].applianceGroup
    }
    var peerings: [ID<VPC>: [Peering]] = [:]
    for peering in topology.peerings {
      for vpc in Set([peering.vpcs.0, peering.vpcs.1]) {
        peerings[vpc, default: []].append(peering)
      }
    }
    self.peerings = peerings
  }
}
