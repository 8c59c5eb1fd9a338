import IPAddressing

/// Doors to the outside.
extension Explorer {
  func leaveByInternetGateway(_ trail: Leg, of vpc: Int32, _ role: Leg.Role) -> Progress {
    if Bits.family == .ipv4 {
      if !model.isOnInternet(trail.destination) { return .ends(.dropped(.privateDestination)) }
      return .ends(
        model.hasPublicMapping(trail.source, vpc: vpc)
          ? .exits(vpc: vpc, .internet) : .dropped(.noPublicMapping))
    }
    if !isOwn(trail.source, vpc: vpc) { return .ends(.dropped(.noPublicMapping)) }
    return crossInternet(trail, leaving: .exits(vpc: vpc, .internet), role)
  }

  func leaveByEgressOnlyGateway(
    _ trail: inout Leg, of vpc: Int32, _ role: Leg.Role
  ) -> Progress {
    trail.leavesByEgressOnly = true
    if Bits.family == .ipv4 { return .ends(.dropped(.noRoute)) }
    if !isOwn(trail.source, vpc: vpc) { return .ends(.dropped(.noPublicMapping)) }
    // A loop may begin with a packet that has not passed one yet.
    if !takesAnySource, trail.steps.contains(where: { locations.isEndpoint($0) }) {
      return .ends(.dropped(.egressOnlyAfterEndpoint))
    }
    // It tracks flows that it let out, and these only.
    if case .reply = role { return .ends(.dropped(.egressOnlyInbound)) }
    return crossInternet(trail, leaving: .exits(vpc: vpc, .egressOnly), role)
  }

  /// IPv6 addresses of VPCs are reached over the internet as any other.
  private func crossInternet(_ trail: Leg, leaving exit: Ending, _ role: Leg.Role) -> Progress {
    let peer = model.owners.value(at: trail.destination, in: 0)
    if peer == .max {
      return .ends(model.isOnInternet(trail.destination) ? exit : .dropped(.noRoute))
    }
    if case .reply(throughEgressOnly: true) = role {
      return .moves(to: locations.gateway(peer, .egressOnly))
    }
    let doors = model.gateways[Int(peer)]
    if doors.hasInternetGateway { return .moves(to: locations.gateway(peer, .internet)) }
    return .ends(
      .dropped(doors.hasEgressOnlyGateway ? .egressOnlyInbound : .privateDestination))
  }

  func leaveByVirtualPrivateGateway(_ trail: Leg, of vpc: Int32) -> Progress {
    if !model.contains(trail.source, vpc: vpc) { return .ends(.dropped(.edgeToEdge)) }
    return .ends(
      model.onPremises[Int(vpc)].contains { $0.contains(trail.destination) }
        ? .exits(vpc: vpc, .virtualPrivate) : .dropped(.notOnPremises))
  }
}
