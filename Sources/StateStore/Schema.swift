import GRDB

/// The tables and how they came to be; migrations are only ever added.
enum Schema {
  /// By name, in their order.
  private static let migrations = [
    (
      "1",
      """
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
      """
    ),
    // Seconds since 1970; null for what an earlier version remembered.
    ("2", "ALTER TABLE applied ADD COLUMN time INTEGER;"),
    // Seconds since 1970; null for a run that nobody has to confirm.
    ("3", "ALTER TABLE run ADD COLUMN deadline INTEGER;"),
  ]

  /// How far a database has come.
  enum Version {
    case older, current, newer
  }

  static func version(of database: Database) throws -> Version {
    let applied = try applied(in: database)
    let known = Set(migrations.map(\.0))
    if !applied.isSubset(of: known) { return .newer }
    return applied == known ? .current : .older
  }

  /// Brings a database up to date, in a transaction that has begun by writing: of several who open a
  /// new one at once, one makes it.
  static func migrate(_ database: Database) throws {
    try database.execute(
      sql: "CREATE TABLE IF NOT EXISTS grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    let applied = try applied(in: database)
    for (name, statements) in migrations where !applied.contains(name) {
      try database.execute(sql: statements)
      try database.execute(
        sql: "INSERT INTO grdb_migrations (identifier) VALUES (?)", arguments: [name])
    }
  }

  /// Throws unless the tables have the columns that all migrations give them.
  static func check(_ database: Database) throws {
    for columns in [
      "id, value, time FROM applied", "key, value FROM assignment",
      "id, fingerprint, operations, outcome, deadline FROM run",
      "run, number, operation, outcome FROM journal",
    ] {
      _ = try database.makeStatement(sql: "SELECT \(columns)")
    }
  }

  /// The names of the migrations that were made.
  private static func applied(in database: Database) throws -> Set<String> {
    guard try database.tableExists("grdb_migrations") else { return [] }
    return try String.fetchSet(database, sql: "SELECT identifier FROM grdb_migrations")
  }
}
