package import Diagnostics

/// The verdict over every flow of a topology: what is wrong, and what was proved.
package struct VerificationReport: Hashable, Sendable {
  /// In reading order.
  package var findings: [Finding]
  /// Unordered pairs of ends, a family each, whose flows are all routed symmetrically.
  package var pairsProved: Int
  /// Unordered pairs of ends, a family each, that no flow connects, and nothing is wrong with that.
  package var pairsUnconnected: Int
  /// Ends of flows: host-bearing subnets, load balancer nodes, on-premises networks, the internet.
  package var hosts: Int
  /// Addresses of the subnets that hold only infrastructure.
  package var excludedSubnets: [String]
  /// Sets of proved flows that the same routes decide, both ways.
  package var flowClasses: Int
  /// What the model leaves out.
  package var notModelled: [String]

  package func count(_ severity: Severity) -> Int {
    findings.count { $0.severity == severity }
  }

  /// The worst severity found; nil without findings.
  package var worst: Severity? { findings.map(\.severity).max() }
}
