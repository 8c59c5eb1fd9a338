import Configuration
import Diagnostics
import Foundation
import HostState
import IPAddressing
import Lowering
import Planning
import Proof
import TestSupport
import Testing
import Topology

/// The engine of `validate` over every state that a plan passes through.
@Suite("Every state on the way is proved")
struct ProvedStateTests {
  static let seeds: Range<UInt64> =
    0..<(ProcessInfo.processInfo.environment["BUMPWIRE_TORTURE"] == "1" ? 200 : 6)

  /// What the engine says of a network.
  private struct Verdict {
    /// Ordered pairs whose every way is proved and inspected.
    var inspected: Set<Pair> = []
    /// Those of which some proved way is not.
    var bypassed: Set<Pair> = []
    /// Those of subnets and the internet whose every way is proved.
    var proved: Set<Pair> = []
    /// Those of which a reply passes other endpoints than its request.
    var asymmetric: Set<Pair> = []
    var looping: Set<Pair> = []
    var hasLoops = false

    init(_ topology: Topology) {
      let proof = SymmetryProof(topology)
      hasLoops = !proof.loops.isEmpty
      for group in proof.groups {
        proof.forEachPair(of: group) { first, second in
          let pairs = [Pair(first, second), Pair(second, first)]
          if group.effects == .proved { proved.formUnion(pairs) }
          if !group.effects.isDisjoint(with: [.requestLoops, .replyLoops]) {
            looping.formUnion(pairs)
          }
          if !group.effects.isDisjoint(
            with: [.order, .bypassReturn, .bypassForward, .otherZone, .different])
          {
            asymmetric.formUnion(pairs)
          }
          return true
        }
      }
      let ends =
        topology.instances.map { FlowEnd.instance($0.id) }
        + topology.internet.hosts.map { .internetHost($0.id) }
      for source in ends {
        for destination in ends where source != destination {
          let pair = Pair(source, destination)
          func holds(_ rule: FlowDemand.Rule) -> Bool {
            func selector(_ end: FlowEnd) -> FlowSelector {
              FlowSelector(text: "end", ends: [end], source: topology.vpcs[0].source)
            }
            let demand = FlowDemand(from: selector(source), to: selector(destination), rule)
            return proof.verdict(on: demand).failures.isEmpty
          }
          if holds(.inspected([])) { inspected.insert(pair) }
          if !holds(.passing([ID(0)])) { bypassed.insert(pair) }
        }
      }
    }
  }

  private struct Pair: Hashable, CustomStringConvertible {
    var source: FlowEnd
    var destination: FlowEnd

    init(_ source: FlowEnd, _ destination: FlowEnd) {
      self.source = source
      self.destination = destination
    }

    var description: String { "\(source) to \(destination)" }
  }

  private static func topology(_ routes: RandomRoutes) throws -> Topology {
    let file = SourceFile(path: "topology.yaml", bytes: Array(routes.text.utf8))
    let resolution = TopologyResolver.resolve(
      path: file.path, files: FileAccess(read: { _, _ in .success(file) }, resolved: { $0 }))
    return try #require(resolution.topology, "\(resolution.diagnostics) in \(routes.text)")
  }

  /// What goes wrong in a state, of what neither the old nor the new network has.
  private static func faults(_ now: Verdict, _ old: Verdict, _ new: Verdict) -> [String] {
    let kept = old.inspected.intersection(new.inspected)
    return kept.intersection(now.bypassed).map { "\($0) is not inspected" }
      + old.proved.intersection(new.proved).intersection(now.asymmetric).map {
        "\($0) is inspected one way"
      }
      + now.looping.subtracting(old.looping).subtracting(new.looping).map { "\($0) loops" }
      + (now.hasLoops && !old.hasLoops && !new.hasLoops ? ["a loop"] : [])
  }

  @Test("what the kernel's rules and tables decide is lifted to what it was lowered from")
  func lifting() throws {
    for seed in Self.seeds {
      let topology = try Self.topology(RandomRoutes(seed: seed))
      let lifted = topology.lifted(from: Lowering.lower(topology).state)
      let (before, after) = (Verdict(topology), Verdict(lifted))
      #expect(before.inspected == after.inspected, "seed \(seed)")
      #expect(before.bypassed == after.bypassed, "seed \(seed)")
      #expect(before.looping == after.looping, "seed \(seed)")
      #expect(before.hasLoops == after.hasLoops, "seed \(seed)")
    }
  }

  @Test("no state loses inspection that old and new have, lets it be one-sided, or loops")
  func everyState() throws {
    var (states, kept, naive) = (0, 0, 0)
    for seed in Self.seeds {
      var routes = RandomRoutes(seed: seed)
      let (first, from) = (try Self.topology(routes), routes)
      routes.change()
      let second = try Self.topology(routes)
      let (observed, desired) = (Lowering.lower(first).state, Lowering.lower(second).state)
      let (old, new) = (Verdict(first), Verdict(second))
      kept += old.inspected.intersection(new.inspected).count
      let plan = try Plan(from: observed, to: desired, toolVersion: "test")
      var state = observed
      for (step, operation) in plan.operations.enumerated() {
        state = state.applying([operation])
        states += 1
        let faults = Self.faults(Verdict(second.lifted(from: state)), old, new)
        if !faults.isEmpty {
          Issue.record(
            "seed \(seed), step \(step), \(operation): \(faults)\n\(from.text)\n\(routes.text)")
          break
        }
      }
      #expect(state == desired)
      // In whatever order the objects' names have, something would go wrong.
      state = observed
      guard naive == 0 else { continue }
      for change in StateDiff(from: observed, to: desired).changes.sorted(by: {
        $0.object < $1.object
      }) {
        var objects = state.objects
        objects[change.object] = change.after
        state = HostState(topology: state.topology, objects: objects)
        naive += Self.faults(Verdict(second.lifted(from: state)), old, new).isEmpty ? 0 : 1
      }
    }
    #expect(kept > 20 && naive > 0, "\(kept) pairs, \(naive) faults of \(states) states")
    print(
      "proved states: \(states), with \(kept) pairs inspected before and after; \(naive) naive faults"
    )
  }
}
