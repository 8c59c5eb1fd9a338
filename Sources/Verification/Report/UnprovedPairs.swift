package import Diagnostics

/// Pairs of ends, a family each, of which something is wrong with some flow; each counts once, as the
/// first of these that it is.
package struct UnprovedPairs: Hashable, Sendable {
  /// Their packets arrive, and are not answered the way that they went.
  package var asymmetric = 0
  /// Some packets are lost.
  package var lost = 0
  /// Where some packets go, AWS leaves open.
  package var undecided = 0
  /// The findings that say why packets are lost.
  package var reasons: Set<DiagnosticID> = []

  package init() {}

  package var count: Int { asymmetric + lost + undecided }

  package static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.asymmetric += right.asymmetric
    sum.lost += right.lost
    sum.undecided += right.undecided
    sum.reasons.formUnion(right.reasons)
    return sum
  }
}
