import Diagnostics
import IPAddressing
import Proof
import Topology

/// One pass over every flow and declaration of a topology.
///
/// The engine proves all pairs; the walker goes where something is wrong, and over everything where
/// there is little, and must come to the same verdicts.
struct Examination {
  let topology: Topology
  private(set) var causes: [Cause] = []
  private(set) var provedPairs = 0
  private(set) var unconnectedPairs = 0
  private(set) var unprovedPairs = UnprovedPairs()
  /// For how many of the host-bearing subnets something that shares nothing with the engine's classes
  /// came to the same verdicts: the walker, or the fingerprint.
  private(set) var crossChecked = (hosts: 0, of: 0)
  private(set) var flowClasses = 0
  let ends: Int
  /// What the engine and the walker disagree about: never anything, unless one of them is wrong.
  private(set) var disagreements: [String] = []
  /// Findings that only walking every flow shows, and that were not looked for.
  private(set) var notLookedFor: [DiagnosticID] = []

  /// What was walked of pairs that stand for others.
  private(set) var trips = WalkedTrips()
  private let known: WalkedTrips
  private let isTrial: Bool

  /// Topologies of at most so many pairs are walked whole.
  static let wholePairs = 300
  /// In larger ones one more pair is walked of so many groups without a fault.
  static let soundPairs = 200

  /// - Parameters:
  ///   - wholePairs: of at most how many pairs all are walked.
  ///   - known: trips of this topology that need no walk.
  ///   - isTrial: whether only what the causes are called and where they are is asked, not what shows
  ///     and mends them.
  init(
    _ topology: Topology, wholePairs: Int = Self.wholePairs, known: WalkedTrips = WalkedTrips(),
    isTrial: Bool = false
  ) {
    self.init(
      topology, SymmetryProof(topology), Groundwork(topology, seeksRepairs: !isTrial),
      wholePairs: wholePairs, known: known, isTrial: isTrial)
  }

  /// - Parameter proof: what the engine says, to be held against the walker.
  init(
    _ topology: Topology, _ proof: SymmetryProof, _ groundwork: Groundwork, wholePairs: Int,
    known: WalkedTrips = WalkedTrips(), isTrial: Bool = false
  ) {
    self.topology = topology
    self.known = known
    self.isTrial = isTrial
    provedPairs = proof.pairsProved
    unconnectedPairs = proof.pairsUnconnected
    disagreements = proof.disagreements.map {
      "\(topology.address($0)): its fingerprint says that some way is not mirrored, its proof that all are"
    }
    let judge = groundwork.judge
    let isWhole = proof.pairs <= wholePairs
    let catalogue = isWhole ? groundwork.catalogue.remembering() : groundwork.catalogue
    ends = catalogue.ends.count

    let evidence: Evidence
    var faults: [Fault]
    crossChecked = proof.fingerprinted
    if isWhole {
      crossChecked.hosts = crossChecked.of
      (evidence, faults) = walkAll(proof, judge, catalogue)
      flowClasses = evidence.flowClasses.count
    } else {
      (evidence, faults) = walkFaulty(proof, judge, catalogue)
      notLookedFor = [.partialMeshBypass, .routeNeverUsed] + (proof.areLoopsCut ? [.loop] : [])
      flowClasses = proof.flowClasses
    }
    faults += FamilyComparison(judge: judge, evidence: evidence).faults()
    let sites = SiteChecks(topology: topology, evidence: evidence, traits: groundwork.traits)
    let overlaps = sites.overlaps()
    let overlapOf = Dictionary(
      overlaps.map { ($0.vpcs, $0) }, uniquingKeysWith: { first, _ in first })
    for index in faults.indices {
      guard let vpcs = vpcsOfLoss(faults[index]) else { continue }
      overlapOf[vpcs]?.name(&faults[index])
    }
    faults += sites.faults(overlaps)
    faults += PathChecks(judge: judge, evidence: evidence).faults()
    // A demand that cannot be met selects nothing because of it.
    let unmeetable = Set(faults.filter { $0.id == .intraSubnetUninspectable }.map(\.location))
    let intents = IntentCheck(judge: judge, catalogue: catalogue, proof: proof)
      .check(isWhole: isWhole)
    disagreements += intents.disagreements
    faults += intents.faults.filter {
      $0.id != .policyVacuous || !unmeetable.contains($0.location)
    }
    if isWhole {
      faults += MeshComparison(judge: judge, evidence: evidence).faults(besides: faults)
    }
    faults += sites.ownLoops(besides: faults)
    faults += sites.superfluities(besides: faults)
    causes = group(faults, judge)
    unprovedPairs = UnprovedPairs(proof, causes)
    disagreements += ExpectationCheck(judge: judge, catalogue: catalogue, proof: proof)
      .apply(to: &causes, isWhole: isWhole)
  }

  /// Between which VPCs a packet is lost for want of a route; nil for any other fault.
  private func vpcsOfLoss(_ fault: Fault) -> Set<ID<VPC>>? {
    if !fault.confused.isEmpty { return fault.confused }
    guard fault.id == .oneWayReachability || fault.id == .blackholeNoRoute, let pair = fault.pair
    else { return nil }
    return Set([pair.first, pair.second].compactMap { topology.vpc(of: $0) })
  }

  /// Walks every flow, and holds each pair's verdict against the engine's.
  private mutating func walkAll(
    _ proof: SymmetryProof, _ judge: Judge, _ catalogue: FlowCatalogue
  ) -> (Evidence, [Fault]) {
    var evidence = Evidence()
    var faults: [Fault] = []
    var proved: [EndPair: Effects] = [:]
    for group in proof.groups {
      proof.forEachPair(of: group) { first, second in
        let pair = EndPair(first: first, second: second, family: group.family)
        proved[pair, default: []].formUnion(group.effects)
        return true
      }
    }
    for (pair, flows) in catalogue.pairs() {
      let trips = flows.flatMap { judge.walker.roundTrips(of: $0) }
      let walked = Self.judge(trips, of: pair, judge, &evidence)
      compare(pair, proved.removeValue(forKey: pair), walked)
      faults += walked.faults
    }
    for pair in proved.keys { compare(pair, proved[pair], nil) }
    if !proof.loops.isEmpty {
      let loops = LoopSearch(walker: judge.walker, catalogue: catalogue).faults()
      for loop in loops { evidence.add(loop.stray?.legs ?? []) }
      faults += loops
    }
    return (evidence, faults)
  }

  /// Walks pairs that stand for all that the engine found faulty.
  private mutating func walkFaulty(
    _ proof: SymmetryProof, _ judge: Judge, _ catalogue: FlowCatalogue
  ) -> (Evidence, [Fault]) {
    var evidence = Evidence(proof, topology, catalogue)
    var faults: [Fault] = []
    let sampling = Sampling(proof: proof) { [known] pair in
      var scratch = Evidence()
      let walked = Self.judge(
        Self.trips(of: pair, catalogue, known), of: pair, judge, &scratch)
      let translated = PathChecks(judge: judge, evidence: scratch).faults()
      return Set(
        (walked.faults + translated).map { Cause.Identity(id: $0.id, location: $0.location) })
    }
    for group in proof.groups where group.effects.isFaulty {
      for sample in sampling.samples(of: group) {
        var walked = walk(sample.pair, judge, catalogue, &evidence)
        compare(sample.pair, group.effects, walked)
        let alike = sample.others.flatMap { pair in
          catalogue.flows(of: pair).map { (flow: $0, pair: pair) }
        }
        for index in walked.faults.indices {
          walked.faults[index].pairs = sample.count
          walked.faults[index].alike = alike
        }
        faults += walked.faults
      }
    }
    for group in proof.groups where group.isTranslatedBefore {
      for sample in sampling.samples(of: group) {
        evidence.stands(sample.pair, for: sample.count)
        if evidence.proved[sample.pair] != nil { continue }
        compare(sample.pair, group.effects, walk(sample.pair, judge, catalogue, &evidence))
      }
    }
    for difference in proof.familyDifferences?.pairs ?? [] {
      for family in AddressFamily.allCases {
        let pair = EndPair(first: difference.first, second: difference.second, family: family)
        evidence.stands(pair, for: difference.count)
        if evidence.proved[pair] == nil { _ = walk(pair, judge, catalogue, &evidence) }
        // Services are compared of ways that are proved in both families.
        if evidence.proved[pair]?.isEmpty ?? true {
          disagreements.append(
            "\(name(of: pair)): the engine says that some way is proved, the walker finds none")
        }
      }
    }
    disagreements += evidence.notFound.map {
      "`\(topology.address($0))`: the engine says that some flow crosses or enters it again, the walker finds none"
    }
    // Which line mends a fault does not hang on them.
    if !isTrial { walkSound(proof, judge, catalogue) }
    let loops = LoopSearch(walker: judge.walker, catalogue: catalogue).faults(of: proof.loops)
    for loop in loops { evidence.add(loop.stray?.legs ?? []) }
    return (evidence, faults + loops)
  }

  /// Holds against the engine what the walker says of groups in which nothing is wrong.
  private mutating func walkSound(
    _ proof: SymmetryProof, _ judge: Judge, _ catalogue: FlowCatalogue
  ) {
    for (pair, effects) in SoundPairs(proof, most: Self.soundPairs).pairs {
      var scratch = Evidence()
      let trips = Self.trips(of: pair, catalogue, known)
      compare(pair, effects, Self.judge(trips, of: pair, judge, &scratch))
    }
  }

  private struct Walked {
    var faults: [Fault] = []
    var isProved = false
  }

  private mutating func walk(
    _ pair: EndPair, _ judge: Judge, _ catalogue: FlowCatalogue, _ evidence: inout Evidence
  ) -> Walked {
    let walked = Self.trips(of: pair, catalogue, known)
    trips.add(walked, of: pair)
    return Self.judge(walked, of: pair, judge, &evidence)
  }

  private static func trips(
    of pair: EndPair, _ catalogue: FlowCatalogue, _ known: WalkedTrips
  ) -> [RoundTrip] {
    known[pair] ?? catalogue.flows(of: pair).flatMap { catalogue.walker.roundTrips(of: $0) }
  }

  private static func judge(
    _ trips: [RoundTrip], of pair: EndPair, _ judge: Judge, _ evidence: inout Evidence
  ) -> Walked {
    var found: [Fault] = []
    var proved: [RoundTrip] = []
    for trip in trips {
      // Packets between what nothing joins are nobody's flow.
      if trip.outcome != .requestLost && trip.outcome != .elsewhere || judge.areConnected(trip.flow)
      {
        evidence.add(trip, of: pair, in: judge.topology)
      }
      switch judge.verdict(on: trip, pair: pair) {
      case .proved: proved.append(trip)
      case .unconnected: break
      case .faulty(let more): found += more
      }
    }
    evidence.add(proved, of: pair)
    return Walked(faults: found, isProved: !proved.isEmpty)
  }

  private mutating func compare(_ pair: EndPair, _ effects: Effects?, _ walked: Walked?) {
    let engine = effects.map {
      $0.isFaulty ? "faulty" : $0.contains(.proved) ? "proved" : "unconnected"
    }
    let walker = walked.map {
      !$0.faults.isEmpty ? "faulty" : $0.isProved ? "proved" : "unconnected"
    }
    if engine == walker { return }
    disagreements.append(
      "\(name(of: pair)): the engine says \(engine ?? "nothing"), the walker \(walker ?? "nothing")"
    )
  }

  private func name(of pair: EndPair) -> String {
    "\(topology.address(pair.first)) and \(topology.address(pair.second)) over \(pair.family)"
  }

  /// Faults of one name and line, the simplest trip first; asymmetries of one line go by their most
  /// specific name.
  private func group(_ faults: [Fault], _ judge: Judge) -> [Cause] {
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
        if isTrial { return Cause(identity: identity, faults: faults) }
        let ranked = faults.map { (key: Simplicity($0, named: identity.id, judge), fault: $0) }
          .sorted { $0.key < $1.key }
        return Cause(identity: identity, faults: ranked.map(\.fault))
      }
      .sorted { ($0.identity.location, $0.identity.id) < ($1.identity.location, $1.identity.id) }
  }
}
