import GRDB

extension StateStore {
  /// Choices that must survive an edit of the topology, such as a resource's address.
  package func assignments() throws(StateStoreError) -> [String: String] {
    try read { database in
      let rows = try Row.fetchAll(database, sql: "SELECT key, value FROM assignment")
      return Dictionary(
        rows.map { ($0["key"] as String, $0["value"] as String) }, uniquingKeysWith: { $1 })
    }
  }

  static func replaceAssignments(
    by assignments: [String: String], in database: Database
  ) throws {
    try database.execute(sql: "DELETE FROM assignment")
    let statement = try database.makeStatement(
      sql: "INSERT INTO assignment (key, value) VALUES (?, ?)")
    for (key, value) in assignments { try statement.execute(arguments: [key, value]) }
  }
}
