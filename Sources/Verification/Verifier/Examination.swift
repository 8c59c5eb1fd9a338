import Diagnostics
import IPAddressing
import Topology

/// One pass over every flow and declaration of a topology.
struct Examination {
  let topology: Topology
  private(set) var causes: [Cause] = []
  private(set) var provedPairs = 0
  private(set) var unconnectedPairs = 0
  private(set) var flowClasses = 0
  /// How many flows were walked: what another pass costs.
  private(set) var flowCount = 0
  let ends: Int

  init(_ topology: Topology) {
    self.topology = topology
    let walker = Walker(topology)
    let judge = Judge(walker: walker)
    let catalogue = FlowCatalogue(walker)
    ends = catalogue.ends.count

    var evidence = Evidence()
    var faults: [Fault] = []
    for (pair, flows) in catalogue.pairs() {
      flowCount += flows.count
      var found: [Fault] = []
      var proved: [RoundTrip] = []
      for trip in flows.lazy.flatMap({ walker.roundTrips(of: $0) }) {
        evidence.add(trip, of: pair, in: topology)
        switch judge.verdict(on: trip, pair: pair) {
        case .proved: proved.append(trip)
        case .unconnected: break
        case .faulty(let more): found += more
        }
      }
      evidence.add(proved, of: pair)
      faults += found
      if !found.isEmpty { continue }
      if proved.isEmpty { unconnectedPairs += 1 } else { provedPairs += 1 }
    }
    flowClasses = evidence.flowClasses.count

    let loops = LoopSearch(walker: walker, catalogue: catalogue).faults()
    for loop in loops { evidence.add(loop.stray?.legs ?? []) }
    faults += loops
    faults += FamilyComparison(topology: topology, evidence: evidence).faults()
    let sites = SiteChecks(topology: topology, evidence: evidence)
    faults += sites.faults()
    faults += PathChecks(judge: judge, evidence: evidence).faults()
    // A demand that cannot be met selects nothing because of it.
    let unmeetable = Set(faults.filter { $0.id == .intraSubnetUninspectable }.map(\.location))
    faults += IntentCheck(judge: judge, catalogue: catalogue).faults().filter {
      $0.id != .policyVacuous || !unmeetable.contains($0.location)
    }
    faults += MeshComparison(judge: judge, evidence: evidence).faults(besides: faults)
    faults += sites.superfluities(besides: faults)
    causes = Self.group(faults, judge)
    ExpectationCheck(judge: judge, catalogue: catalogue).apply(to: &causes)
  }

  /// Faults of one name and line, the simplest trip first; asymmetries of one line go by their most
  /// specific name.
  private static func group(_ faults: [Fault], _ judge: Judge) -> [Cause] {
    let order = DiagnosticID.asymmetriesBySpecificity
    var names: [SourceRange: Int] = [:]
    for fault in faults {
      guard let rank = order.firstIndex(of: fault.id) else { continue }
      names[fault.location] = min(names[fault.location] ?? rank, rank)
    }
    let identity = { (fault: Fault) in
      let isAsymmetry = order.contains(fault.id)
      let id = isAsymmetry ? names[fault.location].map { order[$0] } : nil
      return Cause.Identity(id: id ?? fault.id, location: fault.location)
    }
    return Dictionary(grouping: faults, by: identity)
      .map { identity, faults in
        let ranked = faults.map { (key: Simplicity($0, named: identity.id, judge), fault: $0) }
          .sorted { $0.key < $1.key }
        return Cause(identity: identity, faults: ranked.map(\.fault))
      }
      .sorted { ($0.identity.location, $0.identity.id) < ($1.identity.location, $1.identity.id) }
  }
}
