package import Diagnostics

extension DiagnosticID {
  /// A construct that `validate` proves and `apply` cannot build yet.
  package static let notProvisioned = DiagnosticID("not-provisioned")
  /// A firewall's rule file does not exist or cannot be read.
  package static let firewallRulesMissing = DiagnosticID("firewall-rules-missing")
  /// A firewall's rule file holds something else than whole nftables tables.
  package static let firewallRulesInvalid = DiagnosticID("firewall-rules-invalid")
  /// More of something than a data plane's map holds.
  package static let capacityExceeded = DiagnosticID("capacity-exceeded")
}
