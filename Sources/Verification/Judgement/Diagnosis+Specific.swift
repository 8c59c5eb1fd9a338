import Diagnostics
import Topology

/// Causes with a name of their own, most specific first.
extension Diagnosis {
  /// Before the NAT gateway the request was inspected; what the gateway restores goes back directly.
  func natReturnBypass() -> Fault? {
    guard kind == .bypassReturn, case .translated(let gateway) = forward.disposition,
      let step = reply.steps.first
    else { return nil }
    return make(
      .natReturnBypass,
      "replies that `\(topology.address(gateway))` restores go back to `\(judge.opener(trip))` past \(list(forward))",
      at: topology.place(of: step),
      advice:
        "in the table of the NAT gateway's subnet, route the clients' CIDR to the endpoint that their requests pass",
      candidates: [
        mirroring(forward, in: reply, changesSummaries: true), mirroring(forward, in: reply),
      ])
  }

  /// Appliance mode would make every choice mirrored.
  func applianceModeOff() -> Fault? {
    let attachments = Set(contributing(forward) + contributing(reply)).sorted()
      .filter { !topology[$0].applianceMode }
    guard !attachments.isEmpty else { return nil }
    let edits = attachments.map { Setting.switchOnApplianceMode($0) }
    guard let changed = topology.applying(edits.map { .set($0) }) else { return nil }
    let trips = Walker(changed).roundTrips(of: trip.flow)
    let mirrored = trips.allSatisfy { trip in
      trip.outcome == .connected
        && trip.forward.indices.allSatisfy { leg in
          guard let reply = trip.reply[leg] else { return false }
          return Asymmetry(forward: trip.forward[leg].points, reply: reply.points, in: changed)
            == nil
        }
    }
    guard mirrored, let first = attachments.first else { return nil }
    return make(
      .applianceModeOff,
      "`\(topology.address(first))` has appliance mode off, so the two directions of \(ends) cross it in different zones",
      at: topology[first].applianceModeSource ?? topology[first].source,
      related: attachments.dropFirst().map {
        .init("so has `\(topology.address($0))`", at: topology[$0].source)
      },
      advice: "set `appliance_mode: true` on the attachment", candidates: [edits.map { .set($0) }])
  }

  /// The attachments by which a path entered a VPC in which it then met a stateful point.
  private func contributing(_ path: Path) -> [ID<TransitGatewayAttachment>] {
    var entered: ID<TransitGatewayAttachment>?
    var result: [ID<TransitGatewayAttachment>] = []
    for step in path.steps {
      switch step.location {
      case .attachment(let attachment, _): entered = attachment
      case .transitGateway: entered = nil
      case .endpoint, .instance: if let entered { result.append(entered) }
      default: break
      }
    }
    return result
  }

  /// The path that enters a VPC by a gateway, and the one that leaves by it.
  private var throughGateway: (inbound: Path, outbound: Path)? {
    if case .gateway = forward.start { return (forward, reply) }
    if case .gateway = reply.start { return (reply, forward) }
    return nil
  }

  /// What leaves is inspected, what enters is delivered by the local route.
  func edgeTableMissing() -> Fault? {
    guard let (inbound, outbound) = throughGateway,
      case .gateway(let vpc, let gateway) = inbound.start,
      kind == .bypassForward || kind == .bypassReturn,
      inbound.points.count < outbound.points.count,
      let step = inbound.steps.first, step.route?.nextHop == .local,
      outbound.points.contains(where: { topology[self.topology.subnet(of: $0)].vpc == vpc })
    else { return nil }
    let door = topology.address(gateway, of: vpc)
    let message: String
    let location: SourceRange
    if case .routeTable(let table) = step.table {
      location = topology[table].source
      message =
        "edge table `\(topology.address(table))` has no route to an endpoint for `\(inner)`, so packets from outside reach it past \(list(outbound))"
    } else {
      location = topology.place(of: step)
      message =
        "`\(door)` has no edge table, so packets from outside reach `\(inner)` past \(list(outbound))"
    }
    return make(
      .edgeTableMissing, message, at: location,
      related: leadingOut(outbound),
      advice:
        "give the gateway an edge route table that sends each workload subnet's CIDR to the endpoint that its own route leads to",
      candidates: [
        associating(vpc, gateway, outbound, inbound), mirroring(outbound, in: inbound),
        trip.inspectingFirst(in: topology),
      ])
  }

  /// Edits that make a table which is written already the gateway's, with the entry that it may lack;
  /// nil when there is no such table.
  private func associating(
    _ vpc: ID<VPC>, _ gateway: Gateway, _ outbound: Path, _ inbound: Path
  ) -> [Edit]? {
    guard let table = topology.unassociatedEdgeTable(in: vpc) else { return nil }
    let association = Setting.associateEdge(vpc, gateway, table)
    let missing = topology.applying([.set(association)]).flatMap { edited in
      MirrorPlan(
        topology: edited, model: outbound, start: inbound.start, destination: inbound.destination
      ).edits()
    }
    return [.set(association)] + (missing ?? [])
  }

  /// What a leg that a gateway bounds has at its end inside the VPC.
  private var inner: String {
    if case .natGateway(let gateway) = forward.start { return topology.address(gateway) }
    if case .gateway = forward.start { return judge.target(trip) }
    return judge.opener(trip)
  }

  private func leadingOut(_ path: Path) -> [Diagnostic.Note] {
    path.steps.first { step in
      if case .target(.gwlbEndpoint) = step.route?.nextHop { true } else { false }
    }.map { [.init("packets to outside are inspected by this route", at: topology.place(of: $0))] }
      ?? []
  }

  /// The edge table chooses another zone's endpoint than the subnet that it sends to.
  func edgeRouteForeign() -> Fault? {
    guard kind == .otherZone, let (inbound, outbound) = throughGateway,
      let step = inbound.steps.first,
      case .target(.gwlbEndpoint(let endpoint)) = step.route?.nextHop,
      case .delivered(let subnet) = inbound.disposition,
      topology.zone(of: .endpoint(endpoint)) != topology[subnet].zone
    else { return nil }
    return make(
      .edgeRouteAZForeign,
      "the edge table sends `\(topology.address(subnet))` of zone \(topology[topology[subnet].zone].name) to `\(topology.address(endpoint))` of zone \(topology[topology.zone(of: .endpoint(endpoint))].name), while packets to outside pass \(list(outbound))",
      at: topology.place(of: step), related: leadingOut(outbound),
      advice: "send each subnet to its own zone's endpoint, in both directions",
      candidates: [mirroring(outbound, in: inbound), mirroring(inbound, in: outbound)])
  }

  /// Between a load balancer's node and its target the endpoint follows the node's zone.
  func loadBalancerLeg() -> Fault? {
    guard case .loadBalancerNode = trip.flow.source else { return nil }
    let step = blamedStep(of: reply, imitating: forward)
    return make(
      .albLegAsymmetric,
      "from `\(judge.opener(trip))` to its target `\(judge.target(trip))` requests pass \(list(forward)) and replies \(list(reply))",
      at: topology.place(of: step),
      advice:
        "route the load balancer's subnet, in the table of the target's, to the endpoint that the node's own table uses",
      candidates: [mirroring(forward, in: reply), mirroring(reply, in: forward)])
  }

  /// The request leaves its zone for another's NAT gateway, whose own zone the reply comes back in.
  func foreignNATGateway() -> Fault? {
    guard kind == .otherZone, case .translated(let gateway) = forward.disposition,
      let step = forward.steps.last, let route = step.route, let zone = step.zone,
      topology.zone(of: route.nextHop) != zone, let vpc = topology.vpc(of: step.location),
      let own = topology.natGateways.first(where: {
        $0.vpc == vpc && topology[$0.subnet].zone == zone
      })
    else { return nil }
    let (away, home) = (topology[gateway], topology[zone].name)
    return make(
      kind.id,
      "\(ends) passes \(list(forward)) of zone \(home), and then `\(topology.address(gateway))` of zone \(topology[topology[away.subnet].zone].name), from where the reply comes back through \(list(reply))",
      at: topology.place(of: step), related: [.init("the NAT gateway", at: away.source)],
      advice: "send each zone's packets to its own NAT gateway",
      candidates: [
        [
          .retargetRoute(
            step.table, route.destination, from: route.nextHop, to: .target(.natGateway(own.id)))
        ]
      ])
  }

  /// One direction takes a peering, the other a transit gateway.
  func peeringSplit() -> Fault? {
    let over: (direct: Path, other: Path, peering: Step, hub: Step)
    if let peering = forward.peeringStep, !forward.takesHub, let hub = reply.hubStep {
      over = (forward, reply, peering, hub)
    } else if let peering = reply.peeringStep, !reply.takesHub, let hub = forward.hubStep {
      over = (reply, forward, peering, hub)
    } else {
      return nil
    }
    return make(
      .peeringVersusTGWSplit,
      "one direction of \(ends) takes a peering, the other a transit gateway",
      at: topology.place(of: over.peering),
      related: [.init("the other direction is routed here", at: topology.place(of: over.hub))],
      advice: "route both directions over the peering, or both over the transit gateway",
      candidates: [mirroring(over.other, in: over.direct), mirroring(over.direct, in: over.other)])
  }
}
