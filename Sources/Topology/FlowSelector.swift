package import Diagnostics

/// What an `inspection` or `expect` names as one end: an address or glob, and all ends it selects.
package struct FlowSelector: Sendable {
  /// As written, such as `app/load_balancer/web`.
  package var text: String
  package var ends: [FlowEnd]
  package var source: SourceRange

  package init(text: String, ends: [FlowEnd], source: SourceRange) {
    self.text = text
    self.ends = ends
    self.source = source
  }
}
