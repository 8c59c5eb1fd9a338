import Diagnostics

/// What `bumpwire explain` says about one id.
struct Explanation: Hashable, Sendable {
  let id: DiagnosticID
  /// What it means.
  let what: String
  /// Why it matters.
  let why: String
  /// YAML that shows it.
  let example: String
  /// What to do.
  let fix: String

  init(_ id: String, what: String, why: String, example: String, fix: String) {
    self.id = DiagnosticID(id)
    self.what = what
    self.why = why
    self.example = example
    self.fix = fix
  }
}
