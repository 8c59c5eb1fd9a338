/// Which losses are faults.
extension Prober {
  /// A request that does not arrive: not connected, when nothing joins the two ends' VPCs, or it dies
  /// in its own subnet's table, on a hub before any stateful point, or for a destination that nothing
  /// there has.
  func lost(_ request: [Leg], of probe: Probe<Bits>) -> Effects {
    if !areJoined(probe) { return .unconnected }
    let last = request[request.count - 1]
    switch last.ending {
    case .loop: return .requestLoops
    case .delivered, .exits, .translated: return .unconnected
    case .dropped(let drop):
      switch drop {
      case .privateDestination, .noSubnet, .egressOnlyInbound, .notOnPremises, .edgeToEdge,
        .reserved, .natWithoutConnection, .notAttached, .natOfIPv6:
        return .unconnected
      case .noRoute, .blackhole:
        let isOwnTable = last.steps.count == 1
        let isHub =
          locations.isHub(last.steps[last.steps.count - 1])
          && !last.steps.contains { locations.isPoint($0) }
        return request.count == 1 && (isOwnTable || isHub) ? .unconnected : .requestLost(drop)
      case .noAttachmentInZone, .peeringTransit, .noPublicMapping, .sourceDestinationCheck,
        .egressOnlyAfterEndpoint, .noAppliance, .undecided:
        return .requestLost(drop)
      }
    }
  }

  /// Whether something joins the VPCs of a flow's two ends; the internet is joined to all.
  func areJoined(_ probe: Probe<Bits>) -> Bool {
    guard let from = vpc(of: probe.from), let to = vpc(of: probe.to) else { return true }
    return model.joined.areJoined(from, to)
  }

  /// Nil for the internet.
  private func vpc(of end: Probe<Bits>.End) -> Int32? {
    switch end {
    case .subnet(let subnet): locations.vpc[Int(locations.host(subnet))]
    case .onPremises(let vpc): vpc
    case .internet: nil
    }
  }

  func lostReply(_ trail: Leg) -> Effects {
    switch trail.ending {
    case .loop: .replyLoops
    case .dropped(let drop): .replyLost(drop)
    case .delivered, .exits, .translated: .replyGoesElsewhere
    }
  }
}
