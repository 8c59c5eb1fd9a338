import Diagnostics

/// Every id that any command can print, with what is to be said about it.
enum Explanations {
  static let all = (findings + verdicts).sorted { $0.id < $1.id }

  /// Of findings and errors.
  static let findings: [Explanation] =
    (symmetry + reachability + policy + superfluous + declarations + syntax + values + references
    + addresses
    + routes + provisioning + differences).sorted { $0.id < $1.id }

  static func explanation(of id: String) -> Explanation? {
    all.first { $0.id.rawValue == id }
  }
}
