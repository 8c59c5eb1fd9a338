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

  /// Replaces all assignments.
  package func setAssignments(_ assignments: [String: String]) throws(StateStoreError) {
    try write { database in
      try database.execute(sql: "DELETE FROM assignment")
      for (key, value) in assignments {
        try database.execute(
          sql: "INSERT INTO assignment (key, value) VALUES (?, ?)", arguments: [key, value])
      }
    }
  }
}
