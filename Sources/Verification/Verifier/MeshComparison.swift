import Diagnostics
import Topology

/// Finds pairs of VPCs that bypass the inspection which everything else between their neighbours
/// passes: symmetric, so that nothing breaks and nobody notices.
struct MeshComparison {
  let judge: Judge
  let evidence: Evidence
  private var topology: Topology { judge.topology }

  /// How many other inspected neighbours make a bypass look like a mistake, on either side.
  private static let siblings = 2

  private struct Link: Hashable {
    let low: ID<VPC>
    let high: ID<VPC>

    init(_ left: ID<VPC>, _ right: ID<VPC>) { (low, high) = (min(left, right), max(left, right)) }
  }

  init(judge: Judge, evidence: Evidence) {
    self.judge = judge
    self.evidence = evidence
  }

  /// - Parameter others: what was found already; a pair that another finding names is left to it.
  func faults(besides others: [Fault]) -> [Fault] {
    var bypasses: [Link: (trip: RoundTrip, pair: EndPair)] = [:]
    var inspected: Set<Link> = []
    for pair in evidence.pairs {
      guard let left = topology.vpc(of: pair.first), let right = topology.vpc(of: pair.second),
        left != right
      else { continue }
      let link = Link(left, right)
      for trip in evidence.proved[pair] ?? [] {
        if trip.points.isEmpty {
          if !topology.inspections.contains(where: { $0.excepts(trip.flow) }), bypasses[link] == nil
          {
            bypasses[link] = (trip, pair)
          }
        } else {
          inspected.insert(link)
        }
      }
    }
    var neighbours: [ID<VPC>: Int] = [:]
    for link in inspected where bypasses[link] == nil {
      neighbours[link.low, default: 0] += 1
      neighbours[link.high, default: 0] += 1
    }
    let outliers = Dictionary(grouping: bypasses.keys.flatMap { [$0.low, $0.high] }) { $0 }
      .mapValues(\.count)
    let named = Set(others.compactMap(\.pair))
    return bypasses.filter { link, example in
      [link.low, link.high].allSatisfy { vpc in
        let others = neighbours[vpc] ?? 0
        return others >= Self.siblings && others > outliers[vpc] ?? 0
      } && !named.contains(example.pair)
    }.sorted { ($0.key.low, $0.key.high) < ($1.key.low, $1.key.high) }
      .map { fault($0.key, $0.value.trip, $0.value.pair, neighbours) }
  }

  private func fault(
    _ link: Link, _ trip: RoundTrip, _ pair: EndPair, _ neighbours: [ID<VPC>: Int]
  ) -> Fault {
    let names = (topology.address(link.low), topology.address(link.high))
    let counts = (neighbours[link.low] ?? 0, neighbours[link.high] ?? 0)
    let detours = trip.detours(in: topology) { !$0.points.isEmpty }
    return Fault(
      id: .partialMeshBypass, effects: [], severity: .warning,
      message:
        "`\(names.0)` and `\(names.1)` reach each other past every endpoint, while both are inspected towards others: \(counts.0) and \(counts.1) VPCs",
      location: topology.place(of: detours.first?.step ?? trip.blamedStep),
      advice:
        "route both directions through the endpoint that the others pass, or declare an `inspection` with an `except` that says why not",
      candidates: detours.isEmpty ? [] : [detours.map(\.removal)], trip: trip, pair: pair)
  }
}
