package import Diagnostics

/// The verdict over every flow of a topology: what is wrong, and what was proved.
package struct VerificationReport: Hashable, Sendable {
  /// In reading order.
  package var findings: [Finding]
  /// Unordered pairs of ends, a family each, whose flows are all routed symmetrically.
  package var pairsProved: Int
  /// Unordered pairs of ends, a family each, that no flow connects, and nothing is wrong with that.
  package var pairsUnconnected: Int
  /// The pairs of which something is wrong with some flow.
  package var pairsUnproved = UnprovedPairs()
  /// For how many host-bearing subnets, and of how many, a second method came to the same verdicts.
  package struct CrossCheck: Hashable, Sendable {
    package var hosts = 0
    package var of = 0

    init(_ counts: (hosts: Int, of: Int) = (0, 0)) { (hosts, of) = counts }
  }

  package var crossChecked = CrossCheck()
  /// Whether some of the proved pairs are not inspected as an `inspection` demands.
  package var hasUninspected: Bool { findings.contains { $0.id == .policyUninspected } }
  /// Ends of flows: host-bearing subnets, load balancer nodes, on-premises networks, the internet.
  package var hosts: Int
  /// Addresses of the subnets that hold only infrastructure.
  package var excludedSubnets: [String]
  /// Sets of proved flows that the same routes decide, both ways.
  package var flowClasses: Int
  /// What the model leaves out.
  package var notModelled: [String]
  /// Findings that were not looked for, since not every flow of so large a topology is walked.
  package var notLookedFor: [DiagnosticID] = []
  /// What the engine and the walker disagree about: anything here is a defect of bumpwire, and
  /// nothing that the report says is to be believed.
  package var disagreements: [String] = []

  package func count(_ severity: Severity) -> Int {
    findings.count { $0.severity == severity }
  }

  /// The worst severity found; nil without findings.
  package var worst: Severity? { findings.map(\.severity).max() }

  package static let empty = VerificationReport(
    findings: [], pairsProved: 0, pairsUnconnected: 0, hosts: 0, excludedSubnets: [],
    flowClasses: 0, notModelled: Verifier.notModelled)

  /// Adds what was found wrong with the file itself.
  package mutating func add(_ problems: [Diagnostic]) {
    findings = (findings + problems.map { Finding($0) }).sorted(by: Finding.readingOrder)
  }

  /// Adds another topology's verdict.
  package mutating func add(_ other: VerificationReport) {
    findings += other.findings
    pairsProved += other.pairsProved
    pairsUnconnected += other.pairsUnconnected
    pairsUnproved = pairsUnproved + other.pairsUnproved
    crossChecked.hosts += other.crossChecked.hosts
    crossChecked.of += other.crossChecked.of
    hosts += other.hosts
    excludedSubnets += other.excludedSubnets
    flowClasses += other.flowClasses
    notLookedFor = Set(notLookedFor + other.notLookedFor).sorted()
    disagreements += other.disagreements
  }
}
