import IPAddressing
import Topology

/// Demands on flows to the internet and from it.
struct OutsideDemands<Bits: AddressBits> {
  private let prover: DemandProver<Bits>
  private let rule: DemandRule<Bits>
  private let onlyOpened: Bool
  private let leftOut: [ClosedRange<Bits>]
  private var outlook: Outlook<Bits>
  private var known: [Key: DemandRule<Bits>.Outcome] = [:]
  /// By host-bearing subnet: whether some host of its may have a public address.
  private var mapped: [Int32: Bool] = [:]
  private var topology: Topology { prover.topology }
  private var model: Model<Bits> { prover.model }

  private typealias Party = DemandParty<Bits>

  private struct Key: Hashable {
    var party: DemandParty<Bits>.Key
    var views: Int
    var isSource: Bool
  }

  /// The internet as a party sees it.
  private struct Outside {
    /// Equal numbers, equal views, of what is left out as well: it may be what says that a host has a
    /// public address.
    var number: Int
    /// Without those that are left out.
    var addresses: [Bits]
    var all: [Bits]
  }

  /// By the map of where a party's packets are first routed, in VPCs without NAT gateways.
  private var outsides: [Int32: Outside] = [:]
  private var numbers: [[Outlook<Bits>.View]: Int] = [:]

  init(
    _ prover: DemandProver<Bits>, _ rule: DemandRule<Bits>, leftOut: [ClosedRange<Bits>],
    onlyOpened: Bool
  ) {
    self.prover = prover
    self.rule = rule
    self.leftOut = leftOut
    self.onlyOpened = onlyOpened
    outlook = Outlook(prover.survey, hubStarts: prover.hubStarts, leftOut: leftOut)
  }

  mutating func examine(
    _ sources: DemandSelection<Bits>, _ destinations: DemandSelection<Bits>,
    _ verdict: inout DemandVerdict
  ) {
    for end in destinations.outside {
      for group in sources.groups where !onlyOpened || hasHosts(group) {
        for party in group.members { examine(group, party, end, isSource: true, &verdict) }
      }
    }
    for end in sources.outside {
      for group in destinations.groups where !onlyOpened || takesInternet(group) {
        for party in group.members { examine(group, party, end, isSource: false, &verdict) }
      }
    }
    if onlyOpened { return }
    for source in sources.outside {
      for destination in destinations.outside where source != destination {
        examine(source, destination, &verdict)
      }
    }
  }

  private func hasHosts(_ group: DemandGroup<Bits>) -> Bool {
    group.key.kind == .hosts || group.key.kind == .instance
  }

  /// Whether flows are opened to it from the internet.
  private func takesInternet(_ group: DemandGroup<Bits>) -> Bool {
    group.key.kind == .node
      ? !model.isInternal(group.members[0], prover.survey.directory) : hasHosts(group)
  }

  /// The internet's addresses that stand for all of it, or a host's there.
  private mutating func outside(_ end: FlowEnd, seenFrom party: DemandParty<Bits>) -> Outside {
    if case .internetHost(let host) = end {
      let host = topology[host]
      guard let address = Bits(ofFamily: Bits.family == .ipv4 ? host.ipv4 : host.ipv6),
        !leftOut.contains(where: { $0.contains(address) })
      else { return Outside(number: -1, addresses: [], all: []) }
      return Outside(number: -1, addresses: [address], all: [address])
    }
    let map = prover.survey.sourceMaps[Int(party.place)]
    let restoring = prover.restoring[party.vpc] ?? []
    if restoring.isEmpty, let known = outsides[map] { return known }
    var views: [Outlook<Bits>.View] = []
    var (addresses, all): ([Bits], [Bits]) = ([], [])
    for map in [map] + restoring {
      for (view, address) in outlook.views(of: map) {
        views.append(view)
        all.append(address)
        if view.isWanted { addresses.append(address) }
      }
    }
    let number = numbers[views] ?? numbers.count
    numbers[views] = number
    let outside = Outside(number: number, addresses: addresses, all: all)
    if restoring.isEmpty { outsides[map] = outside }
    return outside
  }

  private mutating func examine(
    _ group: DemandGroup<Bits>, _ party: DemandParty<Bits>, _ end: FlowEnd, isSource: Bool,
    _ verdict: inout DemandVerdict
  ) {
    let outside = outside(end, seenFrom: party)
    if outside.addresses.isEmpty { return }
    // What is declared may have a public address of its own.
    let key =
      group.key.kind == .hosts && end == .internet
      ? Key(party: group.key, views: outside.number, isSource: isSource) : nil
    let outcome: DemandRule<Bits>.Outcome
    if let key, let like = known[key] {
      outcome = like
    } else {
      outcome =
        isSource ? leaving(party, outside.addresses) : coming(outside.addresses, party)
      if let key { known[key] = outcome }
    }
    if outcome.selects { verdict.selects = true }
    guard let failing = outcome.failing else { return }
    if isSource {
      append(
        (party.end, party.addresses[failing.source]), (end, outside.addresses[failing.destination]),
        &verdict)
    } else {
      append(
        (end, outside.addresses[failing.source]), (party.end, party.addresses[failing.destination]),
        &verdict)
    }
  }

  private func append(
    _ source: (end: FlowEnd, address: Bits), _ destination: (end: FlowEnd, address: Bits),
    _ verdict: inout DemandVerdict
  ) {
    verdict.failures.append(
      .init(
        source: source.end, sourceAddress: source.address.address, destination: destination.end,
        destinationAddress: destination.address.address, pairs: 1))
  }

  private func leaving(
    _ party: DemandParty<Bits>, _ outside: [Bits]
  ) -> DemandRule<Bits>.Outcome {
    rule.outcome(
      from: party.addresses, at: prover.start(party), prover.probeEnd(party), to: outside,
      .internet)
  }

  private mutating func coming(
    _ outside: [Bits], _ party: DemandParty<Bits>
  ) -> DemandRule<Bits>.Outcome {
    guard isPossible(party) else { return rule.impossible(outside, party.addresses) }
    let hasDoor = model.gateways[Int(party.vpc)].hasInternetGateway
    return rule.outcome(
      from: outside, at: hasDoor ? model.locations.gateway(party.vpc, .internet) : -1, .internet,
      to: party.addresses, prover.probeEnd(party))
  }

  /// Whether the internet can address a party: every IPv6 address of a VPC is public.
  private mutating func isPossible(_ party: DemandParty<Bits>) -> Bool {
    switch (party.kind, party.end) {
    case (.network, _): return false
    case (.node, .loadBalancerNode(let balancer, let node)):
      return topology[balancer].nodes[node].publicAddress != nil
    case _ where Bits.family == .ipv6: return true
    case (.instance, .instance(let instance)): return topology[instance].publicAddress != nil
    default: return isMapped(party)
    }
  }

  /// Whether some host of a party's subnet reaches the internet by its own VPC's gateway alone.
  private mutating func isMapped(_ party: DemandParty<Bits>) -> Bool {
    if let found = mapped[party.place] { return found }
    let hosts = prover.prober.undeclaredHosts(Int(party.place))
    let outside = outside(.internet, seenFrom: party).all
    let found = hosts.addresses.contains { from in
      outside.contains { to in
        prover.prober.prober.requests(from: hosts.start, source: from, to: to).contains { request in
          request.count == 1 && request[0].ending == .exits(vpc: party.vpc, .internet)
        }
      }
    }
    mapped[party.place] = found
    return found
  }

  /// Nothing passes from outside to outside.
  private func examine(
    _ source: FlowEnd, _ destination: FlowEnd, _ verdict: inout DemandVerdict
  ) {
    let all = [source, destination].map { end -> Bits? in
      let address: IPAddress? =
        switch end {
        case .internetHost(let host):
          Bits.family == .ipv4 ? topology[host].ipv4 : topology[host].ipv6
        default: Bits.family == .ipv4 ? topology.internet.ipv4.first : topology.internet.ipv6.first
        }
      return Bits(ofFamily: address)
    }
    guard let from = all[0], let to = all[1] else { return }
    let outcome = rule.impossible([from], [to])
    if outcome.selects { verdict.selects = true }
    if outcome.failing != nil { append((source, from), (destination, to), &verdict) }
  }
}
