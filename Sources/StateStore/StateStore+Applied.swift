import FoundationEssentials
import GRDB

extension StateStore {
  /// What the last apply left; nil if nothing was applied or it was destroyed.
  package func lastApplied() throws(StateStoreError) -> AppliedState? {
    try read { database in
      guard let text = try String.fetchOne(database, sql: "SELECT value FROM applied") else {
        return nil
      }
      return try JSONDecoder().decode(AppliedState.self, from: Data(text.utf8))
    }
  }

  /// When the last apply ended, in seconds since 1970; nil if that is not known.
  package func lastApplyTime() throws(StateStoreError) -> Int? {
    try read { try Int.fetchOne($0, sql: "SELECT time FROM applied") }
  }

  /// Remembers what an apply left, on disk when it returns.
  ///
  /// - Parameters:
  ///   - applied: From `AppliedState.encoded()`.
  ///   - assignments: In place of all that were kept; nil to leave them.
  ///   - run: Is done with it; nil for an apply that had nothing to do.
  package func remember(
    _ applied: String, assignments: [String: String]? = nil, ending run: Int64? = nil
  ) throws(StateStoreError) {
    try writeSynced { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO applied (id, value, time) VALUES (1, ?, unixepoch())",
        arguments: [applied])
      if let assignments { try Self.replaceAssignments(by: assignments, in: database) }
      // An earlier run that was cut off is overtaken.
      try database.execute(
        sql: "DELETE FROM run WHERE outcome IS NULL AND id IS NOT ?", arguments: [run])
      if let run { try Self.endRun(run, .done, in: database) }
    }
  }
}
