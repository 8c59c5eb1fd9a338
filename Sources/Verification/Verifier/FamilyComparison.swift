import Diagnostics
import IPAddressing
import Topology

/// Compares what IPv4 and IPv6 flows of the same ends pass.
struct FamilyComparison {
  private enum Exit: Hashable { case local, hub, peering, gateway(Gateway) }

  let judge: Judge
  let evidence: Evidence
  private var topology: Topology { judge.topology }

  init(judge: Judge, evidence: Evidence) {
    self.judge = judge
    self.evidence = evidence
  }

  func faults() -> [Fault] {
    evidence.pairs.filter { $0.family == .ipv4 }.compactMap { pair in
      let twin = EndPair(first: pair.first, second: pair.second, family: .ipv6)
      guard let old = example(of: pair), let new = example(of: twin, like: old) else { return nil }
      return fault(old, new, twin)
    }
  }

  /// A proved trip, opened from the same end as another where there is one.
  private func example(of pair: EndPair, like other: RoundTrip? = nil) -> RoundTrip? {
    let trips = evidence.proved[pair] ?? []
    let source = other?.flow.source ?? pair.first
    return trips.first { $0.flow.source == source } ?? trips.first
  }

  private func fault(_ old: RoundTrip, _ new: RoundTrip, _ twin: EndPair) -> Fault? {
    let services = (Set(old.points.map(topology.service)), Set(new.points.map(topology.service)))
    guard services.0 != services.1 else { return nil }
    let isSubset =
      services.0.isStrictSubset(of: services.1) || services.1.isStrictSubset(of: services.0)
    let isError = isSubset && exit(of: old) == exit(of: new)
    let lesser = services.0.isStrictSubset(of: services.1) ? old : new
    let greater = lesser == old ? new : old
    let (family, other) = lesser == old ? ("IPv4", "IPv6") : ("IPv6", "IPv4")
    let step = lesser.blamedStep
    return Fault(
      id: .familyGap, effects: [], severity: isError ? .error : .warning,
      message:
        "`\(judge.opener(lesser))` to `\(judge.target(lesser))` passes \(list(lesser)) over \(family), and \(list(greater)) over \(other)",
      location: topology.place(of: step),
      related: [.init("\(other) is routed here", at: topology.place(of: greater.blamedStep))],
      advice: "route \(family) through the same endpoints as \(other)",
      candidates: [following(greater, lesser)].compactMap { $0 }, trip: lesser, pair: twin,
      pairs: evidence.counts[twin] ?? 1)
  }

  private func list(_ trip: RoundTrip) -> String {
    trip.points.isEmpty
      ? "no endpoint" : trip.points.map { "`\(topology.address($0))`" }.joined(separator: ", ")
  }

  private func exit(of trip: RoundTrip) -> Exit {
    guard let path = trip.forward.last else { return .local }
    if case .exits(_, let gateway) = path.disposition { return .gateway(gateway) }
    for step in path.steps {
      if case .peering = step.location { return .peering }
      if case .transitGateway = step.location { return .hub }
    }
    return .local
  }

  /// Edits that lead one family the other's way, in both directions.
  private func following(_ model: RoundTrip, _ trip: RoundTrip) -> [Edit]? {
    guard trip.forward.count == 1, let reply = trip.reply[0],
      let modelReply = model.forward.count == 1 ? model.reply[0] : untranslated(model, reply)
    else { return nil }
    let there = MirrorPlan(
      topology: topology, model: modelReply, start: trip.forward[0].start,
      destination: trip.forward[0].destination)
    let back = MirrorPlan(
      topology: topology, model: model.forward[0], start: reply.start,
      destination: reply.destination)
    let edits = (there.edits() ?? []) + (back.edits() ?? [])
    return edits.isEmpty ? nil : edits
  }

  /// The reply to the first leg of a flow that a NAT gateway of its own VPC translates, as if it came
  /// in by the internet gateway by which another family's flow leaves, which nothing translates.
  private func untranslated(_ model: RoundTrip, _ reply: Path) -> Path? {
    guard model.forward.count == 2, var path = model.reply[0], var entrance = reply.steps.first,
      case .gateway(let vpc, .internet) = reply.start, model.forward[1].points.isEmpty,
      case .translated(let gateway) = model.forward[0].disposition, topology[gateway].vpc == vpc
    else { return nil }
    entrance.location = reply.start
    path.start = reply.start
    path.steps[0] = entrance
    return path
  }
}

extension RoundTrip {
  /// The first decision that a written route took, the request's before the reply's.
  var blamedStep: Step {
    let steps = paths.flatMap(\.steps)
    return steps.first { $0.route.map { $0.origin != .local } ?? true } ?? steps[0]
  }
}
