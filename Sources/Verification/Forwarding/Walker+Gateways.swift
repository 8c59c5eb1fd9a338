import IPAddressing
import Topology

/// Doors to the outside.
extension Walker {
  func leaveByInternetGateway(_ walk: Walk, of vpc: ID<VPC>) -> Walk.Outcome {
    let destination = walk.path.destination
    if destination.isIPv4 {
      guard space.isOnInternet(destination) else {
        return walk.ending(.dropped(.privateDestination))
      }
      guard space.hasPublicMapping(walk.path.source, in: vpc) else {
        return walk.ending(.dropped(.noPublicMapping))
      }
      return walk.ending(.exits(vpc, .internet))
    }
    guard topology[vpc].contains(walk.path.source) else {
      return walk.ending(.dropped(.noPublicMapping))
    }
    return crossInternet(walk, leaving: .exits(vpc, .internet))
  }

  func leaveByEgressOnlyGateway(_ walk: Walk, of vpc: ID<VPC>) -> Walk.Outcome {
    guard !walk.path.destination.isIPv4 else { return walk.ending(.dropped(.noRoute)) }
    guard topology[vpc].contains(walk.path.source) else {
      return walk.ending(.dropped(.noPublicMapping))
    }
    let inspected = walk.path.steps.contains { step in
      if case .endpoint = step.location { true } else { false }
    }
    if inspected { return walk.ending(.dropped(.egressOnlyAfterEndpoint)) }
    // It tracks flows that it let out, and these only.
    if case .reply = walk.role { return walk.ending(.dropped(.egressOnlyInbound)) }
    return crossInternet(walk, leaving: .exits(vpc, .egressOnly))
  }

  /// IPv6 addresses of VPCs are reached over the internet as any other.
  private func crossInternet(_ walk: Walk, leaving exit: Disposition) -> Walk.Outcome {
    guard let peer = space.owner(ofIPv6: walk.path.destination) else {
      return walk.ending(space.isOnInternet(walk.path.destination) ? exit : .dropped(.noRoute))
    }
    if case .reply(let gateways) = walk.role, gateways.contains(.egressOnly) {
      return walk.moving(to: .gateway(peer, .egressOnly))
    }
    if topology[peer].internetGateway != nil { return walk.moving(to: .gateway(peer, .internet)) }
    return walk.ending(
      .dropped(
        topology[peer].egressOnlyInternetGateway == nil ? .privateDestination : .egressOnlyInbound))
  }

  func leaveByVirtualPrivateGateway(_ walk: Walk, of vpc: ID<VPC>) -> Walk.Outcome {
    guard topology[vpc].contains(walk.path.source) else {
      return walk.ending(.dropped(.edgeToEdge))
    }
    let networks = topology[vpc].virtualPrivateGateway?.onPremises ?? []
    return walk.ending(
      networks.contains { $0.contains(walk.path.destination) }
        ? .exits(vpc, .virtualPrivate) : .dropped(.notOnPremises))
  }
}
