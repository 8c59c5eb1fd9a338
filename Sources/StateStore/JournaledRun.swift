/// The execution of one plan, as the journal tells it.
package struct JournaledRun: Hashable, Sendable {
  /// How a run, or one of its operations, ended.
  package enum Outcome: String, Hashable, Sendable, Codable {
    case done
    case failed
    case rolledBack = "rolled_back"
    /// Of a run that is being taken back, or was when it was cut off.
    case rollingBack = "rolling_back"
  }

  package struct Entry: Hashable, Sendable {
    /// In words, as progress tells it.
    package var operation: String
    /// Nil between the intent and the kernel's answer.
    package var outcome: Outcome?
  }

  package var id: Int64
  /// The state that the plan was made against.
  package var fingerprint: String
  /// How many operations the plan has.
  package var operations: Int
  /// Until when somebody has to confirm it, in seconds since 1970; nil where nobody has to.
  package var deadline: Int?
  /// Nil for a run that was cut off, or is under way.
  package var outcome: Outcome?
  /// Those that were begun, in their order.
  package var entries: [Entry]
}

extension JournaledRun {
  /// Whether it has not come to its end, or to that of its being taken back.
  package var isUnfinished: Bool { outcome == nil || outcome == .rollingBack }

  /// What an unfinished run has begun to change, `NAMESPACE OBJECT` in words.
  package var unfinished: Set<String> {
    guard isUnfinished else { return [] }
    return Set(
      entries.filter { $0.outcome != .failed }.map { entry in
        String(entry.operation.drop { $0 != " " }.dropFirst())
      })
  }
}
