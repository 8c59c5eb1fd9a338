import FoundationEssentials
import GRDB
import HostState
import Planning

extension StateStore {
  /// What the last apply left; nil if nothing was applied or it was destroyed.
  ///
  /// - Throws: `corrupt` for another topology's too: somebody has moved files.
  package func lastApplied() throws(StateStoreError) -> AppliedState? {
    try read { database in
      guard let text = try String.fetchOne(database, sql: "SELECT value FROM applied") else {
        return nil
      }
      let applied = try JSONDecoder().decode(AppliedState.self, from: Data(text.utf8))
      guard path.hasSuffix("/\(applied.state.topology).sqlite") else {
        throw StateStoreError.corrupt(
          path: path, reason: "it is topology \(applied.state.topology)'s")
      }
      return applied
    }
  }

  /// Where the file of the last apply was; nil if nothing was applied, or that is not known.
  package func lastPlace() throws(StateStoreError) -> String? {
    try read {
      try String.fetchOne(
        $0,
        sql: """
          SELECT coalesce(
            json_extract(value, '$.source.files[0].absolute_path'),
            json_extract(value, '$.source.files[0].path')
          ) FROM applied
          """)
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
        sql: "DELETE FROM run WHERE (outcome IS NULL OR outcome = 'rolling_back') AND id IS NOT ?",
        arguments: [run])
      if let run { try Self.endRun(run, .done, in: database) }
    }
  }

  /// The fingerprint of a topology of which nothing is remembered.
  package static let nothing = fingerprint(applied: nil, assignments: [])

  /// SHA-256 of what was applied last and of all assignments.
  package func fingerprint() throws(StateStoreError) -> String {
    try read { database in
      Self.fingerprint(
        applied: try String.fetchOne(database, sql: "SELECT value FROM applied"),
        assignments: try Row.fetchAll(
          database, sql: "SELECT key, value FROM assignment ORDER BY key"
        ).map { "\($0["key"] as String)=\($0["value"] as String)" })
    }
  }

  private static func fingerprint(applied: String?, assignments: [String]) -> String {
    let texts = [applied ?? ""] + assignments
    return SHA256.hexadecimal(texts.flatMap { Array("\($0.utf8.count)\n".utf8) + $0.utf8 })
  }
}
