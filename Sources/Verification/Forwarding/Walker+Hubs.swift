import Topology

/// Transit gateways and peerings (aws-gwlb 4.6).
extension Walker {
  func enterHub(
    _ walk: Walk, _ transitGateway: ID<TransitGateway>, from vpc: ID<VPC>
  ) -> Walk.Outcome {
    guard let attachment = topology.attachment(of: vpc, to: transitGateway) else {
      return walk.ending(.dropped(.notAttached(transitGateway)))
    }
    guard let zone = topology.zone(of: walk.location),
      topology.subnet(of: attachment, in: zone) != nil
    else { return walk.ending(.dropped(.noAttachmentInZone(attachment))) }
    return walk.moving(to: .transitGateway(attachment, zone))
  }

  /// Hands the packet to an attachment's VPC: in the flow's zone with appliance mode, else in the
  /// packet's own, else in any.
  func leaveHub(_ walk: Walk, by id: ID<TransitGatewayAttachment>) -> Walk.Outcome {
    let attachment = topology[id]
    let next = { (subnet: ID<Subnet>, reason: Step.ZoneChoice.Reason) in
      walk.moving(
        to: .attachment(id, subnet),
        choosing: .init(attachment: id, zone: topology[subnet].zone, reason: reason))
    }
    if attachment.applianceMode {
      let chosen = walk.path.choices.zones[id].flatMap { topology.subnet(of: id, in: $0) }
      return .continues((chosen.map { [$0] } ?? attachment.subnets).map { next($0, .flowHash) })
    }
    if let zone = topology.zone(of: walk.location),
      let subnet = topology.subnet(of: id, in: zone)
    {
      return .continues([next(subnet, .affinity)])
    }
    return .continues(attachment.subnets.map { next($0, .any) })
  }

  /// A peering is neither transitive nor a way to the peer's gateways: both addresses must be of
  /// its two VPCs.
  func cross(_ walk: Walk, _ id: ID<Peering>, from vpc: ID<VPC>) -> Walk.Outcome {
    guard let peer = topology[id].peer(of: vpc),
      topology[vpc].contains(walk.path.source), topology[peer].contains(walk.path.destination)
    else { return walk.ending(.dropped(.peeringTransit(id))) }
    return walk.moving(to: .peering(id, peer))
  }
}
