import Diagnostics
import Proof
import Topology
import Verification

/// Walks a flow that the engine says behaves otherwise, on both sides, and says what differs.
struct WalkedChange {
  /// Of one difference, what names its cause: equal ones are told together.
  struct Cause: Hashable {
    var categories: [ChangeCategory]
    var servicesBefore: [String]
    var servicesAfter: [String]
    var before: SourceRange?
    var after: SourceRange?
    var isReply: Bool
  }

  private let joint: JointTopologies
  private let tracers: (old: TripTracer, new: TripTracer)

  init(_ joint: JointTopologies) {
    self.joint = joint
    tracers = (TripTracer(joint.old), TripTracer(joint.new))
  }

  /// A flow of one side, walked.
  private struct Walk {
    var side: JointTopologies.Side
    var flow: Flow
    var trips: [RoundTrip]
    var conduct: WalkedConduct
    var isOpened: Bool
  }

  private func tracer(_ side: JointTopologies.Side) -> TripTracer {
    side == .old ? tracers.old : tracers.new
  }

  private func walk(
    _ example: BehaviourComparison.Example, _ side: JointTopologies.Side
  ) -> Walk {
    let flow = Flow(
      from: example.source, example.sourceAddress, to: example.destination,
      example.destinationAddress)
    let trips = example.isOpened ? tracer(side).walker.roundTrips(of: flow) : []
    return Walk(
      side: side, flow: flow, trips: trips,
      conduct: WalkedConduct(trips, side, in: joint), isOpened: example.isOpened)
  }

  /// What the walker finds, with one pair; nil when it finds another difference than the engine.
  func change(of difference: BehaviourComparison.Difference) -> FlowChange? {
    let before = walk(difference.old, .old)
    let after = walk(difference.new, .new)
    let found = after.conduct.change(from: before.conduct)
    guard found == difference.change else { return nil }
    let categories = ChangeCategory.categories(of: found)
    guard let category = categories.first else { return nil }
    let (old, new) = telling(category, before, after)
    var change = FlowChange(
      categories: categories, message: "", pairs: 1, servicesBefore: services(before),
      servicesAfter: services(after), before: traced(old, before), after: traced(new, after),
      divergence: divergence(old, new))
    change.message = ChangeSentence(change, isPartial: isPartial(before, after)).text
    return change
  }

  func cause(of change: FlowChange) -> Cause {
    Cause(
      categories: change.categories, servicesBefore: change.servicesBefore,
      servicesAfter: change.servicesAfter, before: change.oldLocation, after: change.location,
      isReply: change.divergence?.isReply ?? false)
  }

  private func isPartial(_ before: Walk, _ after: Walk) -> Bool {
    !before.conduct.ways.isEmpty && !after.conduct.ways.isEmpty
  }

  /// The trips that tell the difference best.
  private func telling(
    _ category: ChangeCategory, _ before: Walk, _ after: Walk
  ) -> (RoundTrip?, RoundTrip?) {
    func first(_ walk: Walk, _ isWanted: (RoundTrip) -> Bool) -> RoundTrip? {
      walk.trips.first(where: isWanted) ?? walk.trips.first
    }
    func isUnlike(_ other: Walk, _ walk: Walk) -> (RoundTrip) -> Bool {
      { trip in
        WalkedConduct([trip], walk.side, in: joint).ways.contains {
          !other.conduct.ways.contains($0)
        }
      }
    }
    func isConnected(_ trip: RoundTrip) -> Bool { trip.outcome == .connected }
    switch category {
    case .newlyUnreachable:
      return (first(before, isConnected), first(after) { !isConnected($0) })
    case .newlyReachable:
      return (first(before) { !isConnected($0) }, first(after, isConnected))
    case .becameAsymmetric:
      return (
        first(before, isConnected),
        first(after) { isConnected($0) && !WalkedConduct([$0], .new, in: joint).isMirrored }
      )
    case .becameSymmetric:
      return (
        first(before) { isConnected($0) && !WalkedConduct([$0], .old, in: joint).isMirrored },
        first(after, isConnected)
      )
    case .inspectionLost, .inspectionChanged, .inspectionGained, .pathChanged:
      return (first(before, isUnlike(after, before)), first(after, isUnlike(before, after)))
    }
  }

  private func traced(_ trip: RoundTrip?, _ walk: Walk) -> TracedFlow {
    let tracer = tracer(walk.side)
    let flow = tracer.reported(walk.flow)
    guard let trip else {
      return TracedFlow(flow: flow, outcome: .noEntrance, explanation: obstacle(walk, flow))
    }
    return tracer.traced(trip, flow)
  }

  /// Why nobody opens such a flow.
  private func obstacle(_ walk: Walk, _ flow: ReportedFlow) -> String {
    let topology = joint.topology(walk.side)
    switch (walk.flow.source, walk.flow.destination) {
    case (.loadBalancerNode(let balancer, _), _):
      return "`\(flow.destination)` is no target of `\(topology.address(balancer))`"
    case (.internet, _)
    where topology.vpc(of: walk.flow.destination).map({
      topology[$0].internetGateway == nil
    }) ?? false:
      return "the VPC of `\(flow.destination)` has no internet gateway"
    case (.internet, _): return "`\(flow.destination)` has no public address"
    case (_, .loadBalancerNode(let balancer, _)):
      return "`\(topology.address(balancer))` takes clients from the internet alone"
    default: return "no such flow is opened"
    }
  }

  /// Addresses of the services that every way passes.
  private func services(_ walk: Walk) -> [String] {
    let topology = joint.topology(walk.side)
    let wanted = walk.conduct.services
    var names: [String] = []
    for trip in walk.trips where trip.outcome == .connected {
      for point in trip.points + trip.replyPoints
      where wanted.contains(joint.service(of: point, walk.side)) {
        let name =
          switch point {
          case .endpoint(let endpoint): topology.address(topology[endpoint].service)
          case .instance(let instance): topology.address(instance)
          }
        if !names.contains(name) { names.append(name) }
      }
    }
    return names
  }

  /// The first decision that differs, of the request or else of the reply.
  private func divergence(_ old: RoundTrip?, _ new: RoundTrip?) -> FlowChange.Divergence? {
    guard let old, let new else { return nil }
    let replies = { (trip: RoundTrip) in trip.reply.reversed().compactMap { $0 } }
    return divergence(old.forward, new.forward, isReply: false)
      ?? divergence(replies(old), replies(new), isReply: true)
  }

  private func divergence(
    _ old: [Path], _ new: [Path], isReply: Bool
  ) -> FlowChange.Divergence? {
    let before = places(old, .old)
    let after = places(new, .new)
    if before.map(\.place) == after.map(\.place) { return nil }
    let common = zip(before, after).prefix { $0.place == $1.place }.count
    // What leads to the first place that differs is what was decided before it.
    let index = max(common - 1, 0)
    let steps = (
      old: before.indices.contains(index) ? before[index].step : nil,
      new: after.indices.contains(index) ? after[index].step : nil
    )
    let hops = (
      old: steps.old.map { tracers.old.hop($0) }, new: steps.new.map { tracers.new.hop($0) }
    )
    return .init(
      isReply: isReply, before: hops.old, after: hops.new,
      choices: hops.old?.decision == hops.new?.decision ? choices(steps.old, steps.new) : nil)
  }

  /// The attachment's lines, where it is the attachment that chooses otherwise.
  private func choices(_ old: Step?, _ new: Step?) -> FlowChange.Divergence.Choices? {
    guard let old = old?.choice, let new = new?.choice, old.reason != new.reason else { return nil }
    func line(_ choice: Step.ZoneChoice, _ side: JointTopologies.Side) -> SourceRange {
      let attachment = joint.topology(side)[choice.attachment]
      return attachment.applianceModeSource ?? attachment.source
    }
    return .init(before: line(old, .old), after: line(new, .new))
  }

  private func places(
    _ paths: [Path], _ side: JointTopologies.Side
  ) -> [(place: JointTopologies.Place?, step: Step?)] {
    paths.flatMap { path in
      path.steps.map { (joint.place(of: $0.location, side), Optional($0)) }
        + [(joint.end(of: path, side), path.steps.last)]
    }
  }
}
