import GRDB
package import Planning

extension StateStore {
  /// Opens a run for a plan, on disk when it returns; earlier runs are forgotten.
  ///
  /// - Parameters:
  ///   - deadline: Until when somebody has to confirm it, in seconds since 1970; nil for a run that
  ///     nobody has to.
  ///   - isFinal: Whether one that nobody has confirmed yet is forgotten too, though this one may fail.
  package func beginRun(
    _ plan: Plan, deadline: Int? = nil, isFinal: Bool = false
  ) throws(StateStoreError) -> Int64 {
    try writeSynced { database in
      if isFinal {
        try Self.forgetRuns(in: database)
      } else {
        try database.execute(sql: "DELETE FROM run WHERE NOT (\(Self.isUnconfirmed))")
      }
      try database.execute(
        sql: "INSERT INTO run (fingerprint, operations, deadline) VALUES (?, ?, ?)",
        arguments: [plan.observedFingerprint, plan.operations.count, deadline])
      return database.lastInsertedRowID
    }
  }

  /// Gives whoever is to confirm a run until another time.
  package func extend(_ run: Int64, until deadline: Int) throws(StateStoreError) {
    try write { database in
      try database.execute(
        sql: "UPDATE run SET deadline = ? WHERE id = ?", arguments: [deadline, run])
    }
  }

  private static let isUnconfirmed =
    "deadline IS NOT NULL AND (outcome IS NULL OR outcome = 'rolling_back')"

  /// The run that somebody had to confirm and nobody has, nor taken back; of several the first: what was
  /// there before it is what was applied last.
  package func unconfirmedRun() throws(StateStoreError) -> JournaledRun? {
    try read { try Self.run("WHERE \(Self.isUnconfirmed) ORDER BY id LIMIT 1", in: $0) }
  }

  static func forgetRuns(in database: Database) throws {
    try database.execute(sql: "DELETE FROM run")
  }

  /// Records what is about to be tried.
  ///
  /// - Parameter first: The number of the first operation in its plan.
  package func intend(
    _ operations: some Collection<Operation>, first: Int, in run: Int64
  ) throws(StateStoreError) {
    try write { database in
      let statement = try database.makeStatement(
        sql: "INSERT OR REPLACE INTO journal (run, number, operation) VALUES (?, ?, ?)")
      for (offset, operation) in operations.enumerated() {
        try statement.execute(arguments: [run, first + offset, operation.description])
      }
    }
  }

  /// Records what became of operations, by their numbers in the plan: all but the failed are done.
  package func record(
    _ numbers: Range<Int>, failed: [Int] = [], in run: Int64
  ) throws(StateStoreError) {
    try write { database in
      try database.execute(
        sql: "UPDATE journal SET outcome = ? WHERE run = ? AND number >= ? AND number < ?",
        arguments: [
          JournaledRun.Outcome.done.rawValue, run, numbers.lowerBound, numbers.upperBound,
        ])
      for number in failed {
        try database.execute(
          sql: "UPDATE journal SET outcome = ? WHERE run = ? AND number = ?",
          arguments: [JournaledRun.Outcome.failed.rawValue, run, number])
      }
    }
  }

  /// Closes a run that did not leave what it should; see also `remember`.
  package func endRun(_ run: Int64, _ outcome: JournaledRun.Outcome) throws(StateStoreError) {
    try write { try Self.endRun(run, outcome, in: $0) }
  }

  static func endRun(
    _ run: Int64, _ outcome: JournaledRun.Outcome, in database: Database
  ) throws {
    try database.execute(
      sql: "UPDATE run SET outcome = ? WHERE id = ?", arguments: [outcome.rawValue, run])
  }

  /// The last run, whether it ended or was cut off.
  package func lastRun() throws(StateStoreError) -> JournaledRun? {
    try read { try Self.run("ORDER BY id DESC LIMIT 1", in: $0) }
  }

  /// What runs that have not come to their ends have begun to change, `NAMESPACE OBJECT` in words.
  package func unfinished() throws(StateStoreError) -> Set<String> {
    let runs = [try lastRun(), try unconfirmedRun()]
    return runs.reduce(into: []) { $0.formUnion($1?.unfinished ?? []) }
  }

  private static func run(_ condition: String, in database: Database) throws -> JournaledRun? {
    guard let run = try Row.fetchOne(database, sql: "SELECT * FROM run \(condition)") else {
      return nil
    }
    let id: Int64 = run["id"]
    let rows = try Row.fetchAll(
      database, sql: "SELECT operation, outcome FROM journal WHERE run = ? ORDER BY number",
      arguments: [id])
    let entries = rows.map { row in
      JournaledRun.Entry(
        operation: row["operation"],
        outcome: (row["outcome"] as String?).flatMap(JournaledRun.Outcome.init))
    }
    return JournaledRun(
      id: id, fingerprint: run["fingerprint"], operations: run["operations"],
      deadline: run["deadline"],
      outcome: (run["outcome"] as String?).flatMap(JournaledRun.Outcome.init), entries: entries)
  }
}
