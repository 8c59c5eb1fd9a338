import GRDB

/// The tables and how they came to be; migrations are only ever added.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(
        sql: """
          CREATE TABLE applied (id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT NOT NULL) STRICT;
          CREATE TABLE assignment (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
          CREATE TABLE run (
            id INTEGER PRIMARY KEY,
            fingerprint TEXT NOT NULL,
            operations INTEGER NOT NULL,
            outcome TEXT
          ) STRICT;
          CREATE TABLE journal (
            run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            operation TEXT NOT NULL,
            outcome TEXT,
            PRIMARY KEY (run, number)
          ) STRICT, WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("2") { database in
      // Seconds since 1970; null for what an earlier version remembered.
      try database.execute(sql: "ALTER TABLE applied ADD COLUMN time INTEGER")
    }
    return migrator
  }
}
