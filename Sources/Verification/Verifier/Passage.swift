import Topology

/// What one path says about the VPCs that it goes through.
struct Passage {
  /// Attachments by which the path entered a VPC in which it then met a stateful point.
  private(set) var inspecting: Set<ID<TransitGatewayAttachment>> = []
  /// VPCs that it entered from one transit gateway, was inspected in, and left to another.
  private(set) var crossed: Set<ID<VPC>> = []
  /// VPCs that it left and entered again.
  private(set) var reentered: Set<ID<VPC>> = []

  init(_ path: Path, in topology: Topology) {
    var current: ID<VPC>?
    var left: Set<ID<VPC>> = []
    var entrance: ID<TransitGatewayAttachment>?
    var isInspected = false
    for step in path.steps {
      let vpc = topology.vpc(of: step.location)
      if vpc != current {
        if let current { left.insert(current) }
        if let vpc, left.contains(vpc) { reentered.insert(vpc) }
        current = vpc
      }
      switch step.location {
      case .attachment(let attachment, _): (entrance, isInspected) = (attachment, false)
      case .endpoint, .instance:
        isInspected = true
        if let entrance { inspecting.insert(entrance) }
      case .transitGateway(let attachment, _):
        if let entrance, isInspected, topology[entrance].vpc == topology[attachment].vpc,
          topology[entrance].transitGateway != topology[attachment].transitGateway
        {
          crossed.insert(topology[attachment].vpc)
        }
        entrance = nil
      case .host, .natGateway, .gateway, .peering: break
      }
    }
  }
}
