package import Diagnostics

/// One edit of the topology file that makes a finding go away.
package struct Repair: Hashable, Sendable {
  /// In the imperative, with the YAML to write.
  package var edit: String
  /// The line to edit.
  package var location: SourceRange
  /// Whether the edited topology was verified: the finding is gone, and no error or warning is new.
  package var verified: Bool
}
