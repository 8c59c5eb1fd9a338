package import Diagnostics
package import Verification

/// One cause of changed behaviour, with the simplest flow that shows it.
package struct FlowChange: Hashable, Sendable {
  /// A decision that is taken otherwise.
  package struct Divergence: Hashable, Sendable {
    /// Whether the reply's decision differs, not the request's.
    package var isReply: Bool
    package var before: Hop?
    package var after: Hop?
    /// Where it is a transit gateway's attachment that takes another zone, not a route that leads
    /// elsewhere.
    package var choices: Choices?

    /// The attachment's lines.
    package struct Choices: Hashable, Sendable {
      package var before: SourceRange
      package var after: SourceRange
    }
  }

  /// Never empty, the worst first.
  package var categories: [ChangeCategory]
  /// One line without a full stop, names in back-quotes.
  package var message: String
  /// How many pairs of ends have such flows.
  package var pairs: Int
  /// Services that are sure to see the flow, by address.
  package var servicesBefore: [String]
  package var servicesAfter: [String]
  package var before: TracedFlow
  package var after: TracedFlow
  /// Where the two part; nil where no decision differs, such as for a load balancer's new target.
  package var divergence: Divergence?

  package var category: ChangeCategory { categories[0] }
  package var severity: Severity { categories.map(\.severity).max() ?? .note }

  /// The line to look at in the new file; nil where what decided is gone.
  package var location: SourceRange? {
    divergence?.choices?.after ?? divergence?.after?.location
  }
  package var oldLocation: SourceRange? {
    divergence?.choices?.before ?? divergence?.before?.location
  }

  /// The worst first, then those of most pairs, then by name.
  package static func readingOrder(_ left: FlowChange, _ right: FlowChange) -> Bool {
    if left.categories != right.categories {
      return left.categories.lexicographicallyPrecedes(right.categories)
    }
    if left.pairs != right.pairs { return left.pairs > right.pairs }
    return left.message < right.message
  }
}
