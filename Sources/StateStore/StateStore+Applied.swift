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

  package func setLastApplied(_ applied: AppliedState) throws(StateStoreError) {
    try write { database in
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let text = String(decoding: try encoder.encode(applied), as: UTF8.self)
      try database.execute(
        sql: "INSERT OR REPLACE INTO applied (id, value) VALUES (1, ?)", arguments: [text])
    }
  }
}
