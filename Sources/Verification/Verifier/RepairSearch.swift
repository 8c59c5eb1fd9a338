import Diagnostics
import IPAddressing
import Topology

/// Finds edits that make a finding go away and no other appear, by verifying the edited topology.
struct RepairSearch {
  /// Edits, and what verifying the topology with them made said.
  struct Attempt {
    let edits: [FileEdit]
    /// Whether the finding is gone, no other appears, and engine and walker agree.
    let isVerified: Bool
  }

  private let topology: Topology
  /// Whether a file may have aliases, for which one line stands in several tables.
  private lazy var mayShare = topology.files.contains { $0.bytes.contains(UInt8(ascii: "*")) }
  private var workbench: Workbench
  /// What was walked of it.
  private let trips: WalkedTrips
  /// How many verifications may still be made.
  private var budget: Int

  /// - Parameters:
  ///   - ends: what one verification's time is proportional to.
  ///   - trips: what was walked of the topology.
  init(_ topology: Topology, ends: Int, trips: WalkedTrips) {
    self.topology = topology
    workbench = Workbench(topology)
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
    let candidates = candidates(of: cause)
    var tried: Set<Set<FileEdit>> = []
    for (wishes, isZonal) in candidates {
      guard budget > 0, tried.count < Self.tries else { return nil }
      guard
        let edits = FileEdits(topology: topology, mayShare: mayShare).edits(
          for: wishes, isZonal: isZonal),
        tried.insert(Set(edits)).inserted,
        let edited = workbench.applying(edits), !cause.shows(in: edited)
      else { continue }
      budget -= 1
      let attempt = verify(edits, edited, cause, known)
      if attempt.isVerified { return attempt }
    }
    return nil
  }

  private func verify(
    _ edits: [FileEdit], _ edited: Topology, _ cause: Cause, _ known: Set<Cause.Identity>
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
  private func unchanged(by edits: [FileEdit]) -> WalkedTrips {
    let tables = edits.compactMap(\.tables)
    return tables.count == edits.count ? trips.besides(Set(tables.joined())) : WalkedTrips()
  }

  /// The likeliest edits of all faults together, then the next likeliest; each with and without
  /// `@zone`.
  private func candidates(
    of cause: Cause
  ) -> some Sequence<(wishes: [Edit], isZonal: Bool)> {
    let depth = cause.faults.map(\.candidates.count).max() ?? 0
    return (0..<depth).lazy.flatMap { rank -> [(wishes: [Edit], isZonal: Bool)] in
      var edits: [Edit] = []
      var known: Set<Edit> = []
      for fault in cause.faults {
        let own = fault.candidates
        guard let candidate = rank < own.count ? own[rank] : own.last else { continue }
        for edit in candidate where known.insert(edit).inserted { edits.append(edit) }
      }
      return [(edits, true), (edits, false)]
    }
  }
}

extension Topology {
  /// Whether a flow that there was can still be opened: not to an instance that has lost its public
  /// address.
  fileprivate func opens(_ flow: Flow) -> Bool {
    switch flow.source {
    case .internet, .internetHost: break
    default: return true
    }
    let vpc = vpc(of: flow.destination)
    return !instances.contains {
      $0.vpc == vpc && $0.ipv4 == flow.destinationAddress && $0.publicAddress == nil
    }
  }
}

extension Cause {
  /// Whether one of the very packets that showed it does so in a topology too, or one of pairs for
  /// which these stand: a look at a few packets spares the verification of edits that do not even
  /// help those.
  func shows(in topology: Topology) -> Bool {
    let judge = Judge(walker: Walker(topology))
    return faults.contains { fault in
      guard let flow = fault.trip?.flow, let pair = fault.pair else { return false }
      return (fault.alike + [(flow, pair)]).contains { flow, pair in
        topology.opens(flow)
          && judge.walker.roundTrips(of: flow).contains { trip in
            guard case .faulty(let found) = judge.verdict(on: trip, pair: pair) else {
              return false
            }
            return found.contains { $0.id == fault.id && $0.location == fault.location }
          }
      }
    }
  }
}
