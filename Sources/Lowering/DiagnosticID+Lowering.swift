package import Diagnostics

extension DiagnosticID {
  /// A construct that `validate` proves and `apply` cannot build yet.
  package static let notProvisioned = DiagnosticID("not-provisioned")
  /// More of something than a data plane's map holds.
  package static let capacityExceeded = DiagnosticID("capacity-exceeded")
}
