import IPAddressing
import Topology

/// The edits that make one direction of a leg pass everything that the other passes, in reverse.
struct MirrorPlan {
  let topology: Topology
  /// The path to imitate.
  let model: Path
  /// The direction to change: only its start and destination matter.
  let start: Location
  let destination: IPAddress
  /// Whether a written route that is for more than the destination is changed, not given an exception.
  var changesSummaries = false

  /// Nil when the routes that it needs are not allowed, or contradict each other.
  func edits() -> [Edit]? {
    guard let wishes = wishes() else { return nil }
    var edits: [Edit] = []
    var decided: [Table: NextHop] = [:]
    for (location, nextHop) in wishes {
      if topology.isWithinSubnet(of: location, destination) {
        guard nextHop == .local else { return nil }
        continue
      }
      let table = topology.table(at: location)
      if let earlier = decided[table], earlier != nextHop { return nil }
      decided[table] = nextHop
      let matches = topology.matches(for: destination, in: table)
      if matches.first?.nextHop == nextHop { continue }
      guard let edit = edit(at: location, table, matches, nextHop) else { return nil }
      edits.append(edit)
    }
    return edits.isEmpty ? nil : edits
  }

  /// What each location on the mirrored path must decide.
  private func wishes() -> [(Location, NextHop)]? {
    var wishes: [(Location, NextHop)] = []
    var current = start
    func go(_ nextHop: NextHop, _ next: Location) {
      wishes.append((current, nextHop))
      current = next
    }
    for step in model.steps.reversed() {
      switch step.location {
      case .endpoint(let endpoint):
        go(.target(.gwlbEndpoint(endpoint)), step.location)
        guard isReachable(step.location, from: wishes.last?.0) else { return nil }
      case .instance(let instance):
        go(.target(.instance(instance)), step.location)
        guard isReachable(step.location, from: wishes.last?.0) else { return nil }
      case .attachment(let attachment, _):
        guard let zone = topology.zone(of: current) else { return nil }
        go(
          .target(.transitGateway(topology[attachment].transitGateway)),
          .transitGateway(attachment, zone))
      case .transitGateway(let attachment, let zone):
        guard case .transitGateway(_, let own) = current else { return nil }
        let entry = topology[attachment].applianceMode ? zone : own
        guard
          let subnet = topology.subnet(of: attachment, in: entry)
            ?? topology[attachment].subnets.first
        else { return nil }
        go(.attachment(attachment), .attachment(attachment, subnet))
      case .peering(let peering, let vpc):
        guard let peer = topology[peering].peer(of: vpc) else { return nil }
        go(.target(.peering(peering)), .peering(peering, peer))
      case .host, .natGateway: wishes.append((current, .local))
      case .gateway(_, .internet): wishes.append((current, .target(.internetGateway)))
      case .gateway(_, .virtualPrivate): wishes.append((current, .target(.virtualPrivateGateway)))
      case .gateway(_, .egressOnly): wishes.append((current, .target(.egressOnlyInternetGateway)))
      }
    }
    return wishes
  }

  /// A route reaches only what is in its own VPC.
  private func isReachable(_ location: Location, from other: Location?) -> Bool {
    other.flatMap { topology.vpc(of: $0) } == topology.vpc(of: location)
  }

  private func edit(
    at location: Location, _ table: Table, _ matches: [Candidate], _ nextHop: NextHop
  ) -> Edit? {
    let chosen = matches.first
    if let chosen, chosen.origin == .static, matches.dropFirst().first?.nextHop == nextHop {
      return .removeRoute(table, chosen.destination, chosen.nextHop)
    }
    if nextHop == .local { return nil }
    guard let prefix = destinationPrefix(from: location) else { return nil }
    if case .local = table {
      guard case .gateway(let vpc, let gateway) = location, isAllowedAtEdge(nextHop) else {
        return nil
      }
      return .addEdgeRoute(vpc, gateway, prefix, nextHop)
    }
    if case .gateway = location, !isAllowedAtEdge(nextHop) { return nil }
    if let vpc = topology.vpc(of: location), topology[vpc].contains(destination),
      !isAllowedInsideLocal(nextHop)
    {
      return nil
    }
    guard let chosen, chosen.origin == .static,
      chosen.destination.length >= prefix.length
        || changesSummaries && !chosen.destination.isDefault
    else { return .addRoute(table, prefix, nextHop) }
    return .retargetRoute(table, chosen.destination, from: chosen.nextHop, to: nextHop)
  }

  /// The destination that a new route would have: a subnet's CIDR inside the VPC, another VPC's
  /// CIDR, an attached network, or everything.
  private func destinationPrefix(from location: Location) -> Prefix? {
    if let vpc = topology.vpc(of: location), topology[vpc].contains(destination) {
      guard let subnet = topology.subnet(of: destination, in: vpc) else { return nil }
      return topology[subnet].cidrs.first { $0.contains(destination) }
    }
    if let vpc = topology.vpc(of: model.start),
      let cidr = topology[vpc].cidrs.first(where: { $0.contains(destination) })
    {
      return cidr
    }
    if case .gateway(let vpc, .virtualPrivate) = model.start {
      return topology[vpc].virtualPrivateGateway?.onPremises.first { $0.contains(destination) }
    }
    return destination.isIPv4 ? .defaultIPv4 : .defaultIPv6
  }

  private func isAllowedAtEdge(_ nextHop: NextHop) -> Bool {
    switch nextHop {
    case .target(.gwlbEndpoint), .target(.instance): true
    default: false
    }
  }

  private func isAllowedInsideLocal(_ nextHop: NextHop) -> Bool {
    switch nextHop {
    case .target(.gwlbEndpoint), .target(.instance), .target(.natGateway): true
    default: false
    }
  }
}
