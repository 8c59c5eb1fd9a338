import Diagnostics
import Topology

/// Packets that do not arrive: which of them are findings.
extension Judge {
  /// A fault when the request is lost where it should not be; nil when the ends are simply not
  /// connected: nothing joins their VPCs, or it dies in its own subnet's table, on a hub before any
  /// stateful point, or for a destination that the internet does not route.
  func lost(_ trip: RoundTrip, _ pair: EndPair) -> Fault? {
    guard let path = trip.forward.last else { return nil }
    if !areConnected(trip.flow) { return nil }
    if case .loop = path.disposition {
      return LoopDiagnosis(
        topology: topology, path: path, earlier: trip.forward.dropLast()
      ).fault(trip, pair)
    }
    guard case .dropped(let reason) = path.disposition, let step = path.steps.last else {
      return nil
    }
    switch reason {
    case .privateDestination, .noSubnet, .egressOnlyInbound, .notOnPremises, .edgeToEdge,
      .reserved, .natWithoutConnection, .notAttached, .natOfIPv6:
      return nil
    case .noRoute, .blackhole:
      if isOwnTable(step, of: trip) || isHubBeforeInspection(step, of: trip) { return nil }
    case .noAttachmentInZone, .peeringTransit, .noPublicMapping, .sourceDestinationCheck,
      .egressOnlyAfterEndpoint, .noAppliance, .undecided:
      break
    }
    var fault = fault(trip, pair, reason, step, isReply: false)
    if seeksRepairs, let edit = missing(reason, step, path) { fault.candidates.append([edit]) }
    return fault
  }

  /// Whether something joins the VPCs of a flow's two ends; the internet is joined to all.
  func areConnected(_ flow: Flow) -> Bool {
    guard let from = topology.vpc(of: flow.source), let to = topology.vpc(of: flow.destination)
    else {
      return true
    }
    return connections.connect(from, to, flow.family)
  }

  func replyLost(_ trip: RoundTrip, leg: Int, _ pair: EndPair) -> Fault {
    let request = trip.forward[leg]
    guard let path = trip.reply[leg], let step = path.steps.last else {
      preconditionFailure("a lost reply has a path with a step")
    }
    var fault: Fault
    switch path.disposition {
    case .dropped(let reason): fault = self.fault(trip, pair, reason, step, isReply: true)
    case .loop:
      fault = LoopDiagnosis(topology: topology, path: path).fault(trip, pair)
    case .delivered, .exits, .translated:
      fault = self.fault(trip, pair, nil, step, isReply: true)
    }
    if case .dropped(let reason) = path.disposition {
      SummaryGap(topology: topology, request: request, step: step, reason: reason)?.name(&fault)
    }
    guard seeksRepairs else { return fault }
    let plan = MirrorPlan(
      topology: topology, model: request, start: path.start, destination: path.destination)
    if let edits = plan.edits() {
      fault.candidates.append(edits)
    } else if case .dropped(let reason) = path.disposition,
      let edit = missing(reason, step, path)
    {
      fault.candidates.append([edit])
    }
    return fault
  }

  /// What would let a packet go on: the route that is not there, or the black hole away.
  private func missing(_ reason: DropReason, _ step: Step, _ path: Path) -> Edit? {
    switch reason {
    case .noRoute, .peeringTransit:
      return MissingRoute(topology: topology, step: step, destination: path.destination).edit
    case .blackhole:
      guard let route = step.route, route.origin == .static, !step.shadowed.isEmpty else {
        return nil
      }
      return .removeRoute(step.table, route.destination, route.nextHop)
    default: return nil
    }
  }

  private func isOwnTable(_ step: Step, of trip: RoundTrip) -> Bool {
    trip.forward.count == 1 && trip.forward[0].steps.count == 1
      && step.location == trip.forward[0].start
  }

  private func isHubBeforeInspection(_ step: Step, of trip: RoundTrip) -> Bool {
    guard case .transitGateway = step.location else { return false }
    return trip.forward.count == 1 && trip.points.isEmpty
  }

  /// - Parameter reason: nil when the reply ends at another place with the same address.
  private func fault(
    _ trip: RoundTrip, _ pair: EndPair, _ reason: DropReason?, _ step: Step, isReply: Bool
  ) -> Fault {
    let loss = Loss(topology: topology, reason: reason, step: step)
    var id = loss.id ?? (isReply ? .oneWayReachability : .blackholeNoRoute)
    if isReply, id == .blackholeNoRoute { id = .oneWayReachability }
    if case .natWithoutConnection = reason { id = isFromInternet(trip) ? .eipReturnViaNAT : id }
    let what =
      isReply
      ? "the reply of `\(target(trip))` to `\(opener(trip))`"
      : "a packet of `\(opener(trip))` to `\(target(trip))`"
    let candidates =
      id == .eipReturnViaNAT ? untranslatedReplies(trip, step) : loss.candidates
    var fault = Fault(
      id: id, effects: isReply && id != .oneWayReachability ? [.oneWayReachability] : [],
      severity: id == .blackholeExplicit ? .warning : .error,
      message: loss.message
        ?? "\(what) is lost at `\(topology.address(step.location))`: \(loss.explanation)",
      location: loss.location, related: loss.notes, advice: loss.advice,
      candidates: candidates,
      trip: trip, pair: pair)
    if reason == nil, let wrong = topology.vpc(of: step.location),
      let right = topology.vpc(of: isReply ? trip.flow.source : trip.flow.destination)
    {
      fault.confused = [wrong, right]
    }
    return fault
  }

  /// Edits by which an instance with a public address loses it, which never served; or by which what
  /// it answers leaves as it came, where it is expected to serve.
  private func untranslatedReplies(_ trip: RoundTrip, _ step: Step) -> [[Edit]] {
    let address = trip.flow.destinationAddress
    let instance = topology.instances.first {
      $0.publicAddress != nil && $0.ipv4 == address
        && topology.vpc(of: trip.flow.destination) == $0.vpc
    }
    let direct = step.route.map {
      Edit.retargetRoute(
        step.table, $0.destination, from: $0.nextHop, to: .target(.internetGateway))
    }
    return [instance.map { .set(.removePublicAddress($0.id)) }, direct].compactMap { $0 }.map {
      [$0]
    }
  }

  private func isFromInternet(_ trip: RoundTrip) -> Bool {
    switch trip.flow.source {
    case .internet, .internetHost: true
    default: false
    }
  }
}
