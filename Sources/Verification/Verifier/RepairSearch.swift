import Diagnostics
import IPAddressing
import Topology

/// Finds edits that make a finding go away and no other appear, by verifying the edited topology.
struct RepairSearch {
  /// Edits, and what verifying the topology with them made said.
  struct Attempt {
    let edits: [Edit]
    /// Whether the finding is gone, no other appears, and engine and walker agree.
    let isVerified: Bool
  }

  private let topology: Topology
  /// What was walked of it.
  private let trips: WalkedTrips
  /// How many verifications may still be made.
  private var budget: Int

  /// - Parameters:
  ///   - ends: what one verification's time is proportional to.
  ///   - trips: what was walked of the topology.
  init(_ topology: Topology, ends: Int, trips: WalkedTrips) {
    self.topology = topology
    self.trips = trips
    budget = max(Self.fewest, min(Self.most, Self.ends / max(ends, 1)))
  }

  private static let most = 200
  /// All verifications together look at no more ends than this, so that a large topology is judged
  /// without waiting long for repairs.
  private static let ends = 40_000
  /// A few are made of any topology.
  private static let fewest = 4
  private static let tries = 4

  /// The first set of edits that was verified; nil when none was.
  mutating func repair(of cause: Cause, among causes: [Cause]) -> Attempt? {
    let known = Set(causes.map(\.identity))
    for edits in candidates(of: cause).prefix(Self.tries) {
      guard budget > 0 else { return nil }
      guard let edited = topology.applying(edits), !cause.shows(in: edited) else { continue }
      budget -= 1
      let attempt = verify(edits, edited, cause, known)
      if attempt.isVerified { return attempt }
    }
    return nil
  }

  private func verify(
    _ edits: [Edit], _ edited: Topology, _ cause: Cause, _ known: Set<Cause.Identity>
  ) -> Attempt {
    let examination = Examination(edited, known: unchanged(by: edits))
    // A note is no harm: what a repair makes superfluous may well be said.
    let isHarmless = examination.causes.allSatisfy {
      $0.severity == .note || known.contains($0.identity)
    }
    let isGone = !examination.causes.contains { $0.identity == cause.identity }
    return Attempt(
      edits: edits, isVerified: isHarmless && isGone && examination.disagreements.isEmpty)
  }

  /// The trips that edits leave as they are.
  private func unchanged(by edits: [Edit]) -> WalkedTrips {
    let tables = edits.compactMap(\.table)
    return tables.count == edits.count ? trips.besides(Set(tables)) : WalkedTrips()
  }

  /// The likeliest edits of all faults together, then the next likeliest; each also in the zonal
  /// form that the language has for it.
  private func candidates(of cause: Cause) -> [[Edit]] {
    let depth = cause.faults.map(\.candidates.count).max() ?? 0
    var seen: Set<Set<Edit>> = []
    return (0..<depth).flatMap { rank -> [[Edit]] in
      var edits: [Edit] = []
      for fault in cause.faults {
        let own = fault.candidates
        guard let candidate = rank < own.count ? own[rank] : own.last else { continue }
        for edit in candidate where !edits.contains(edit) { edits.append(edit) }
      }
      return [zonal(edits), edits].compactMap { $0 }.filter { seen.insert(Set($0)).inserted }
    }
  }

  /// The edits with `@zone` where a table of several zones would get one zone's endpoint; nil when
  /// there is no such edit.
  private func zonal(_ edits: [Edit]) -> [Edit]? {
    var result: [Edit] = []
    for edit in edits {
      let edit = zonal(edit) ?? edit
      if !result.contains(edit) { result.append(edit) }
    }
    return Set(result) == Set(edits) ? nil : result
  }

  private func zonal(_ edit: Edit) -> Edit? {
    let (place, prefix, old, new): (Table, Prefix, NextHop?, NextHop)
    switch edit {
    case .addRoute(let table, let destination, let target):
      (place, prefix, old, new) = (table, destination, nil, target)
    case .retargetRoute(let table, let destination, let from, let to):
      (place, prefix, old, new) = (table, destination, from, to)
    default: return nil
    }
    guard case .routeTable(let table) = place, case .target(.gwlbEndpoint(let endpoint)) = new,
      let name = topology.zonalName(of: endpoint)
    else { return nil }
    let zones = topology.zones(using: table)
    guard zones.count > 1,
      zones.allSatisfy({ topology.endpoint(name, of: topology[table].vpc, in: $0) != nil })
    else { return nil }
    return .useOwnZone(table, prefix, from: old, endpoint: name)
  }
}

extension Cause {
  /// Whether one of the very packets that showed it does so in a topology too: a look at a few
  /// packets spares the verification of edits that do not even help those.
  fileprivate func shows(in topology: Topology) -> Bool {
    let judge = Judge(walker: Walker(topology))
    return faults.contains { fault in
      guard let flow = fault.trip?.flow, let pair = fault.pair else { return false }
      return judge.walker.roundTrips(of: flow).contains { trip in
        guard case .faulty(let found) = judge.verdict(on: trip, pair: pair) else { return false }
        return found.contains { $0.id == fault.id && $0.location == fault.location }
      }
    }
  }
}
