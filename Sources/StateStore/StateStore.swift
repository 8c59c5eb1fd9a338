import FoundationEssentials
import GRDB
import Glibc

/// One topology's database: what was applied last, the journal of applying, stable assignments.
///
/// It explains and remembers; what is on the host, the kernel says. Everything here may be lost
/// without anything on the host becoming unmanageable. A write-ahead log: what is written survives
/// the end of the process, and a power cut once something after it was written `synced`; before that,
/// the kernel's state goes with it.
package final class StateStore: Sendable {
  package let path: String
  private let queue: DatabaseQueue
  /// Seconds to wait for others.
  private static let patience = 5.0

  /// Opens the database, which is made if it is missing.
  ///
  /// - Throws: `corrupt` or `newer` if it is not one that we can use.
  package init(of topology: String, in directory: StateDirectory) throws(StateStoreError) {
    let path = try directory.file(topology, "sqlite")
    try directory.create()
    try StateDirectory.refuseLink(path)
    self.path = path
    var configuration = Configuration()
    configuration.busyMode = .timeout(Self.patience)
    // Nothing is lost with a database that has nothing in it yet.
    let isNew = Self.isEmpty(path)
    // Of a file that cannot be written SQLite does not tell why.
    guard access(isNew ? directory.path : path, W_OK) == 0 else {
      throw .system(operation: "write \(path)", code: errno)
    }
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA synchronous = \(isNew ? "OFF" : "NORMAL")")
      try database.execute(sql: "PRAGMA journal_mode = WAL")
    }
    // The directory is its owner's alone; a process's file mode mask is not ours to change.
    queue = try Self.translating(path) {
      let queue = try Self.patiently { try DatabaseQueue(path: path, configuration: configuration) }
      switch try queue.read(Schema.version) {
      case .current: break
      case .newer: throw StateStoreError.newer(path: path)
      case .older:
        try queue.writeWithoutTransaction { database in
          try database.inTransaction(.immediate) {
            try Schema.migrate(database)
            return .commit
          }
        }
      }
      if isNew {
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
      }
      return queue
    }
  }

  /// Opens the database to read it; nil if there is none, and nothing is made.
  ///
  /// Neither a directory that cannot be written nor a `destroy` meanwhile is an obstacle.
  package static func reading(
    _ topology: String, in directory: StateDirectory
  ) throws(StateStoreError) -> StateStore? {
    let path = try directory.file(topology, "sqlite")
    guard !isEmpty(path) else { return nil }
    try StateDirectory.refuseLink(path)
    do throws(StateStoreError) {
      let isImmutable = access(directory.path, W_OK) != 0
      if let store = try StateStore(reading: path, isImmutable: isImmutable) { return store }
      return try StateStore(of: topology, in: directory)
    } catch {
      guard access(path, F_OK) == 0 else { return nil }
      throw error
    }
  }

  /// - Parameter isImmutable: Nobody can write it, so that there need be no log beside it.
  /// - Returns: Nil for a database of an earlier version.
  private init?(reading path: String, isImmutable: Bool) throws(StateStoreError) {
    self.path = path
    var configuration = Configuration()
    configuration.busyMode = .timeout(Self.patience)
    configuration.readonly = true
    let address = URL(filePath: path).absoluteString + (isImmutable ? "?immutable=1" : "?mode=ro")
    let opened = try Self.translating(path) { () -> DatabaseQueue? in
      let queue = try DatabaseQueue(path: address, configuration: configuration)
      return switch try queue.read(Schema.version) {
      case .current: queue
      case .newer: throw StateStoreError.newer(path: path)
      case .older: nil
      }
    }
    guard let opened else { return nil }
    queue = opened
  }

  /// Opens the database; a damaged one is set aside and a new one made.
  ///
  /// - Returns: The store, and where the damaged database went.
  package static func openSettingAside(
    of topology: String, in directory: StateDirectory
  ) throws(StateStoreError) -> (store: StateStore, setAside: String?) {
    do throws(StateStoreError) {
      let store = try StateStore(of: topology, in: directory)
      try store.check()
      return (store, nil)
    } catch .corrupt(let path, _) {
      var number = 1
      while access("\(path).damaged-\(number)", F_OK) == 0 { number += 1 }
      let aside = "\(path).damaged-\(number)"
      for suffix in ["", "-wal", "-shm"] where access(path + suffix, F_OK) == 0 {
        guard rename(path + suffix, aside + suffix) == 0 else {
          throw .system(operation: "set \(path + suffix) aside", code: errno)
        }
      }
      return (try StateStore(of: topology, in: directory), aside)
    }
  }

  /// Looks at every page, at the columns, and at what runs left.
  ///
  /// Damage must not show only when something has been changed.
  private func check() throws(StateStoreError) {
    let problem = try read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
    guard problem == "ok" else { throw .corrupt(path: path, reason: problem ?? "unreadable") }
    // On sound pages rows may contradict each other: what comes first is tried.
    try Self.translating(path) {
      try queue.writeWithoutTransaction { database in
        try database.inTransaction(.immediate) {
          try Schema.check(database)
          try Self.forgetRuns(in: database)
          return .rollback
        }
      }
    }
  }

  /// Whether a topology has a database; opening one would make it.
  package static func exists(_ topology: String, in directory: StateDirectory) -> Bool {
    guard let path = try? directory.file(topology, "sqlite") else { return false }
    return access(path, F_OK) == 0
  }

  /// The topologies that have a database, in the order of their names.
  package static func topologies(in directory: StateDirectory) -> [String] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
    return entries.filter { $0.hasSuffix(".sqlite") }.map { String($0.dropLast(7)) }
      .filter { StateDirectory.isName($0) }.sorted()
  }

  /// Whether there is a database that somebody emptied, or that was cut off when it was made: what it
  /// remembered is lost.
  package static func isEmptied(_ topology: String, in directory: StateDirectory) -> Bool {
    guard let path = try? directory.file(topology, "sqlite") else { return false }
    return access(path, F_OK) == 0 && isEmpty(path)
  }

  /// Removes a topology's database and those that were set aside, for one that is destroyed; a
  /// missing one is fine.
  package static func remove(
    _ topology: String, from directory: StateDirectory
  ) throws(StateStoreError) {
    let path = try directory.file(topology, "sqlite")
    for name in (try? FileManager.default.contentsOfDirectory(atPath: directory.path))
      ?? []
    where name.hasPrefix("\(topology).sqlite.damaged-") {
      unlink("\(directory.path)/\(name)")
    }
    for suffix in ["", "-wal", "-shm"] where unlink(path + suffix) != 0 && errno != ENOENT {
      throw .system(operation: "remove \(path + suffix)", code: errno)
    }
  }

  private static func isEmpty(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 || status.st_size == 0
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(StateStoreError) -> Value {
    try Self.translating(path) { try queue.read(body) }
  }

  /// One transaction.
  func write<Value>(_ body: (Database) throws -> Value) throws(StateStoreError) -> Value {
    try Self.translating(path) { try queue.write(body) }
  }

  /// One transaction, on disk when it returns, and with it all before.
  func writeSynced<Value>(_ body: (Database) throws -> Value) throws(StateStoreError) -> Value {
    try Self.translating(path) {
      try queue.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA synchronous = FULL")
        defer { try? database.execute(sql: "PRAGMA synchronous = NORMAL") }
        var value: Value?
        try database.inTransaction(.immediate) {
          value = try body(database)
          return .commit
        }
        guard let value else { preconditionFailure("a committed transaction has a value") }
        return value
      }
    }
  }

  /// Tries again for as long as SQLite waits elsewhere: for a database that another process turns to a
  /// write-ahead log right now it does not (https://sqlite.org/wal.html, section 3.1).
  private static func patiently<Value>(_ body: () throws -> Value) throws -> Value {
    let pause = 10
    for _ in 0..<Int(patience) * 1000 / pause {
      do {
        return try body()
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        poll(nil, 0, Int32(pause))
      }
    }
    return try body()
  }

  private static func translating<Value>(
    _ path: String, _ body: () throws -> Value
  ) throws(StateStoreError) -> Value {
    do {
      return try body()
    } catch let error as StateStoreError {
      throw error
    } catch let error as DatabaseError {
      let reason = error.message ?? "\(error.resultCode)"
      switch error.resultCode {
      // All statements are constant: what one says of SQL is that the tables are not what was made.
      case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_ERROR:
        throw .corrupt(path: path, reason: reason)
      default: throw .unavailable(path: path, reason: reason)
      }
    } catch let error as DecodingError {
      throw .corrupt(path: path, reason: "\(error)")
    } catch {
      throw .unavailable(path: path, reason: "\(error)")
    }
  }
}
