import Foundation
import HostState
import IPAddressing
import Planning
import TestSupport
import Testing

/// Every packet over every state that a plan passes through.
@Suite("At every step of a plan")
struct IntermediateStateTests {
  /// Of the last, a route over an endpoint that goes is removed.
  static let seeds: [UInt64] =
    (0..<(ProcessInfo.processInfo.environment["BUMPWIRE_TORTURE"] == "1" ? 1400 : 10)) + [354]

  private typealias Paths = [HostWalk.Path]

  private static func paths(_ walk: HostWalk) -> Paths {
    ends.map { walk.path(into: $0.namespace, over: $0.link, to: $1) }
  }

  private static let ends = RandomRouters.sources.flatMap { source in
    RandomRouters.destinations.map { (source, $0) }
  }

  /// Calls `body` with the state and its paths before a plan and after each of its operations.
  private static func follow(
    _ observed: HostState, _ desired: HostState,
    _ body: (Int, HostState, Paths) throws -> Bool
  ) throws {
    let plan = try Plan(from: observed, to: desired, toolVersion: "test")
    var walk = HostWalk(observed)
    var state = observed
    var now = paths(walk)
    guard try body(0, state, now) else { return }
    for (index, operation) in interleaved(plan.operations).enumerated() {
      for name in Set(operation.changes.map(\.object.namespace)) {
        var part = HostState(topology: state.topology)
        part.namespaces[name] = state.namespaces[name]
        state.namespaces[name] = part.applying([operation]).namespaces[name]
        walk.update(name, to: state.namespaces[name])
      }
      let family = operation.family
      for (place, (source, destination)) in ends.enumerated()
      where family == nil || family == destination.family {
        now[place] = walk.path(into: source.namespace, over: source.link, to: destination)
      }
      guard try body(index + 1, state, now) else { return }
    }
    #expect(state == desired)
  }

  /// The operations as threads may take them: those of one phase and kind in any order of their
  /// namespaces, which are independent, each namespace's own as they are.
  private static func interleaved(_ operations: [Planning.Operation]) -> [Planning.Operation] {
    var random = SplitMix64(seed: UInt64(operations.count))
    var result: [Planning.Operation] = []
    var rest = operations[...]
    while let first = rest.first {
      let isNew = first.changes[0].before == nil
      let stretch = rest.prefix {
        $0.phase == first.phase && ($0.changes[0].before == nil) == isNew
      }
      rest = rest.dropFirst(stretch.count)
      let byNamespace = Dictionary(grouping: stretch) { $0.object.namespace }
      var queues = byNamespace.keys.sorted().map { byNamespace[$0, default: []][...] }
      while !queues.isEmpty {
        let index = Int.random(in: queues.indices, using: &random)
        result.append(queues[index].removeFirst())
        if queues[index].isEmpty { queues.remove(at: index) }
      }
    }
    return result
  }

  /// Rules that change nothing, where a switch would have its own, and one that looks like it.
  private static func addRulesByHand(to host: inout HostState) {
    for number in 0..<RandomRouters.count {
      let name = RandomRouters.router(number)
      for family in AddressFamily.allCases {
        host.namespaces[name]?.rules.insert(
          RuleState(family: family, preference: 999, action: .lookup(table: 77)))
        host.namespaces[name]?.rules.insert(
          RuleState(family: family, preference: 960, action: .goTo(preference: 1000)))
      }
    }
  }

  /// What is wrong with a path while one state becomes another; nil if nothing is.
  private static func fault(
    _ now: HostWalk.Path, _ old: HostWalk.Path, _ new: HostWalk.Path
  ) -> String? {
    if old == new, old.end == .delivered, now != old { return "a way that stays is lost" }
    if old.isDeliveredInspected, new.isDeliveredInspected, now.end == .delivered, !now.isInspected {
      return "uninspected"
    }
    if old.end != .loop, new.end != .loop, now.end == .loop { return "a loop" }
    return nil
  }

  @Test(
    "no packet loops, passes uninspected where old and new inspect it, or loses a way that stays",
    arguments: 1...RandomRouters.count)
  func everyStep(routers: Int) throws {
    var (states, inspected, unchanged) = (0, 0, 0)
    for seed in Self.seeds {
      var random = RandomRouters(seed: seed)
      var observed = random.next()
      let desired = random.changed(observed, routers: routers)
      if seed % 2 == 1 { Self.addRulesByHand(to: &observed) }
      let (before, after) = (Self.paths(HostWalk(observed)), Self.paths(HostWalk(desired)))
      inspected += zip(before, after).count {
        $0.isDeliveredInspected && $1.isDeliveredInspected && $0 != $1
      }
      unchanged += zip(before, after).count { $0 == $1 && $0.end == .delivered }
      try Self.follow(observed, desired) { step, _, paths in
        states += 1
        for (now, (old, new)) in zip(paths, zip(before, after)) {
          // One router changes at once: nothing that gets through before and after is lost.
          let isLost =
            routers == 1 && now.end != .delivered && old.end == .delivered
            && new.end == .delivered
          if let fault = Self.fault(now, old, new) ?? (isLost ? "lost" : nil) {
            Issue.record(
              "seed \(seed), step \(step): \(fault): \(now.hops); before \(old.hops), then \(new.hops)"
            )
            return false
          }
        }
        return true
      }
    }
    #expect(inspected > 2 && unchanged > 500, "\(inspected) and \(unchanged) of \(states)")
  }

  @Test("what was cut off at any step goes on as safely")
  func cutOff() throws {
    for seed in Self.seeds.prefix(Self.seeds.count / 10) {
      var random = RandomRouters(seed: seed)
      let observed = random.next()
      let desired = random.changed(observed, routers: 2)
      let (before, after) = (Self.paths(HostWalk(observed)), Self.paths(HostWalk(desired)))
      var states: [HostState] = []
      try Self.follow(observed, desired) { _, state, _ in
        states.append(state)
        return true
      }
      for cut in stride(from: 0, to: states.count, by: 17) {
        try Self.follow(states[cut], desired) { step, _, paths in
          for (now, (old, new)) in zip(paths, zip(before, after)) {
            guard let fault = Self.fault(now, old, new) else { continue }
            Issue.record(
              "seed \(seed), cut \(cut), step \(step): \(fault): \(now.hops); before \(old.hops), then \(new.hops)"
            )
            return false
          }
          return true
        }
      }
    }
  }
}

extension Planning.Operation {
  /// Of the packets whose ways it may change; nil for both.
  fileprivate var family: AddressFamily? {
    switch object.kind {
    case .route(_, let destination, _): destination.family
    case .rule(let rule): rule.family
    default: nil
    }
  }
}
