import Diagnostics

/// All faults that have one cause: one name, one line.
struct Cause: Sendable {
  /// What makes a cause the same before and after a repair of another.
  struct Identity: Hashable, Sendable {
    let id: DiagnosticID
    let location: SourceRange
  }

  let identity: Identity
  /// The simplest first.
  var faults: [Fault]
  /// Other findings that this one explains, such as an expectation that fails because of it.
  var explains: [(id: DiagnosticID, note: Diagnostic.Note)] = []

  var first: Fault { faults[0] }

  /// What the cause does, in general terms.
  var effects: Set<DiagnosticID> {
    Set(faults.flatMap { $0.effects.union([$0.id]) } + explains.map(\.id)).subtracting([identity.id]
    )
  }

  /// How many pairs are affected: those that were walked, and those that they stand for.
  var pairs: Int {
    var counts: [EndPair: Int] = [:]
    for fault in faults {
      if let pair = fault.pair { counts[pair] = max(counts[pair] ?? 0, fault.pairs) }
    }
    return counts.values.reduce(0, +)
  }

  var severity: Severity { faults.map(\.severity).max() ?? .error }
}
