import Diagnostics
import IPAddressing
import Topology

/// Tries edits against one finding by verifying the edited topology.
struct RepairTrial: Sendable {
  /// Edits, and what verifying the topology with them made said.
  struct Attempt: Sendable {
    let edits: [FileEdit]
    /// Whether the finding is gone, no other appears, and engine and walker agree.
    let isVerified: Bool
  }

  let topology: Topology
  /// What was walked of it.
  let trips: WalkedTrips
  /// What was found in it.
  let known: Set<Cause.Identity>
  /// Whether a file may have aliases, for which one line stands in several tables.
  let mayShare: Bool

  /// Of so many edits at most the topology is verified for one finding.
  static let tries = 4

  /// The first set of edits that was verified; nil when none was.
  ///
  /// - Parameter most: how many verifications may be made.
  /// - Returns: how many were made, too.
  func repair(
    of cause: Cause, _ workbench: inout Workbench, most: Int
  ) -> (attempt: Attempt?, verifications: Int) {
    var tried: Set<Set<FileEdit>> = []
    var count = 0
    for (wishes, isZonal) in candidates(of: cause) {
      guard count < most, tried.count < Self.tries else { break }
      guard
        let edits = FileEdits(topology: topology, mayShare: mayShare).edits(
          for: wishes, isZonal: isZonal),
        tried.insert(Set(edits)).inserted,
        let edited = workbench.applying(edits), !cause.shows(in: edited)
      else { continue }
      count += 1
      let attempt = verify(edits, edited, cause)
      if attempt.isVerified { return (attempt, count) }
    }
    return (nil, count)
  }

  private func verify(_ edits: [FileEdit], _ edited: Topology, _ cause: Cause) -> Attempt {
    let examination = Examination(edited, known: unchanged(by: edits), isTrial: true)
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
    let judge = Judge(walker: Walker(topology), seeksRepairs: false)
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
