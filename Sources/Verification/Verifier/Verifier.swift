package import Topology

/// Verifies every flow of a topology.
package struct Verifier: Sendable {
  let topology: Topology

  package init(_ topology: Topology) { self.topology = topology }

  /// The verdict, with repairs that were themselves verified.
  package func report() -> VerificationReport {
    let examination = Examination(topology)
    var repairs = RepairSearch(topology, ends: examination.ends, trips: examination.trips)
    let causes = examination.causes
    let rendering = FindingRendering(topology)
    let findings = causes.map {
      rendering.finding(for: $0, repair: repairs.repair(of: $0, among: causes))
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
