import Proof
import Threads
package import Topology

/// Verifies every flow of a topology.
package struct Verifier: Sendable {
  let topology: Topology

  package init(_ topology: Topology) { self.topology = topology }

  /// The verdict, with repairs that were themselves verified.
  ///
  /// - Parameter isProved: called once, when the engine has its verdict on every pair; what shows it,
  ///   checks it and mends it follows.
  package func report(whenProved isProved: () -> Void = {}) -> VerificationReport {
    let (groundwork, proof) = Parallel.both({ Groundwork(topology) }, { SymmetryProof(topology) })
    isProved()
    let examination = Examination(
      topology, proof, groundwork, wholePairs: Examination.wholePairs)
    var repairs = RepairSearch(topology, ends: examination.ends, trips: examination.trips)
    let causes = examination.causes
    let rendering = FindingRendering(topology)
    let findings = zip(causes, repairs.repairs(of: causes)).map {
      rendering.finding(for: $0, repair: $1)
    }
    var report = VerificationReport(
      findings: findings.sorted(by: Finding.readingOrder),
      pairsProved: examination.provedPairs, pairsUnconnected: examination.unconnectedPairs,
      hosts: examination.ends,
      excludedSubnets: topology.subnets.filter { !$0.hosts }.map { topology.address($0.id) }
        .sorted(),
      flowClasses: examination.flowClasses, notModelled: Self.notModelled,
      notLookedFor: examination.notLookedFor, disagreements: examination.disagreements)
    report.pairsUnproved = examination.unprovedPairs
    report.crossChecked = .init(examination.crossChecked)
    return report
  }

  /// What no verdict here speaks of.
  static let notModelled = ["security groups", "network ACLs", "ports", "MTU"]
}
