package import Diagnostics

/// A value that has a default: the declaration's initial value is the one place where it stands.
package struct Defaulted<Value: Sendable>: Sendable {
  package var value: Value
  /// Where it is written; nil while it is the default.
  package var range: SourceRange?

  package init(_ value: Value, at range: SourceRange? = nil) {
    self.value = value
    self.range = range
  }

  package var isWritten: Bool { range != nil }
}
