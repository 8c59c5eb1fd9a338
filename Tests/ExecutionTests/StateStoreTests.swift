import Foundation
import HostState
import Planning
import StateStore
import Synchronization
import TestSupport
import Testing

@Suite("A topology's state on disk")
struct StateStoreTests {
  let directory = StateDirectory(
    path: FileManager.default.temporaryDirectory.appending(path: "state-\(UUID())").path)

  private func withStore(_ body: (StateStore) throws -> Void) throws {
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    try body(try StateStore(of: "small", in: directory))
  }

  @Test("keeps what was applied last, and its source")
  func lastApplied() throws {
    try withStore { store in
      #expect(try store.lastApplied() == nil)
      #expect(try store.lastApplyTime() == nil)
      let before = Int(Date().timeIntervalSince1970)
      let source = PlanSource(files: [.init(path: "a.yaml", text: "bumpwire: 1\n")])
      let applied = AppliedState(state: SmallHost.state, source: source)
      try store.remember(try applied.encoded())
      #expect(try StateStore(of: "small", in: directory).lastApplied() == applied)
      let time = try #require(try store.lastApplyTime())
      #expect((before...Int(Date().timeIntervalSince1970)).contains(time))
      #expect(StateStore.topologies(in: directory) == ["small"])
    }
  }

  @Test("replaces assignments as a whole")
  func assignments() throws {
    try withStore { store in
      let applied = try AppliedState(state: SmallHost.state, source: nil).encoded()
      try store.remember(applied, assignments: ["a": "1", "b": "2"])
      try store.remember(applied, assignments: ["b": "3"])
      try store.remember(applied)
      #expect(try store.assignments() == ["b": "3"])
    }
  }

  @Test("tells which operations of a run that was cut off had been done")
  func journal() throws {
    try withStore { store in
      let plan = try Plan(
        from: HostState(topology: "small"), to: SmallHost.state, toolVersion: "test")
      let run = try store.beginRun(plan)
      try store.intend(plan.operations[0..<2], first: 0, in: run)
      try store.record(0..<1, in: run)
      let last = try #require(try store.lastRun())
      #expect(last.outcome == nil)
      #expect(last.entries.map(\.outcome) == [.done, nil])
      #expect(last.entries.map(\.operation) == plan.operations[0..<2].map(\.description))
      #expect(last.operations == plan.operations.count)
    }
  }

  @Test("sets a damaged database aside, and begins anew")
  func damaged() throws {
    try withStore { store in
      let path = store.path
      try Data("this is no database, but it is long enough to look like one".utf8)
        .write(to: URL(filePath: path + ".x"))
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.moveItem(atPath: path + ".x", toPath: path)
      #expect(throws: StateStoreError.self) { try StateStore(of: "small", in: directory) }
      let (fresh, aside) = try StateStore.openSettingAside(of: "small", in: directory)
      #expect(aside == path + ".damaged-1")
      #expect(try fresh.lastApplied() == nil)
      try StateStore.remove("small", from: directory)
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
    }
  }

  @Test("is made once by many who open it at the same time")
  func together() throws {
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    for round in 0..<20 {
      let failures = Mutex<[String]>([])
      DispatchQueue.concurrentPerform(iterations: 8) { _ in
        do throws(StateStoreError) {
          _ = try StateStore(of: "round-\(round)", in: directory).lastApplied()
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
      }
      #expect(failures.withLock { $0 } == [], "round \(round)")
    }
  }

  @Test("finds damage in any page before anything is changed", arguments: 1..<6)
  func damagedPage(page: Int) throws {
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    let applied = try AppliedState(state: SmallHost.state, source: nil).encoded()
    do { try StateStore(of: "small", in: directory).remember(applied) }
    let path = "\(directory.path)/small.sqlite"
    var data = try Data(contentsOf: URL(filePath: path))
    let start = page * 4096
    try #require(data.count >= start + 4096)
    data.replaceSubrange(start..<start + 64, with: Data(repeating: 0xa5, count: 64))
    try data.write(to: URL(filePath: path))
    let (fresh, aside) = try StateStore.openSettingAside(of: "small", in: directory)
    #expect(aside == path + ".damaged-1")
    #expect(try fresh.lastApplied() == nil)
  }

  @Test(
    "sets aside a database that contradicts itself on sound pages",
    arguments: [
      // An entry of the journal that does not go with its run.
      """
      DROP TABLE journal;
      CREATE TABLE journal (run INTEGER REFERENCES run (id), number, operation, outcome);
      INSERT INTO run (id, fingerprint, operations) VALUES (1, 'x', 1);
      INSERT INTO journal VALUES (1, 1, 'x', NULL);
      """,
      "ALTER TABLE run RENAME COLUMN deadline TO deadlime;",
      "ALTER TABLE assignment RENAME TO assignmeat;",
      "DELETE FROM grdb_migrations WHERE identifier = '3';",
    ])
  func contradiction(damage: String) throws {
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    do { _ = try StateStore(of: "small", in: directory) }
    let path = "\(directory.path)/small.sqlite"
    try Shell.run([
      "python3", "-c",
      """
      import sqlite3, sys
      database = sqlite3.connect(sys.argv[1])
      database.executescript(sys.argv[2])
      database.close()
      """, path, damage,
    ])
    let (fresh, aside) = try StateStore.openSettingAside(of: "small", in: directory)
    #expect(aside == path + ".damaged-1")
    #expect(try fresh.lastRun() == nil)
  }

  @Test("a lock names who has taken it, not who died with it and left his name there")
  func holder() throws {
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    try FileManager.default.createDirectory(
      atPath: directory.path, withIntermediateDirectories: true)
    let path = "\(directory.path)/bumpwire.small.lock"
    func name(_ pid: Int32) -> String {
      #"{"user":"u","host":"h","pid":\#(pid),"operation":"apply","since":"now"}"#
    }
    // Above every process's number.
    try Data(name(.max).utf8).write(to: URL(filePath: path))
    let file = open(path, O_RDWR | O_CLOEXEC)
    defer { close(file) }
    try #require(flock(file, LOCK_EX | LOCK_NB) == 0)
    let own = name(getpid())
    // A thread of its own: the tests beside this one keep a queue's busy.
    Thread.detachNewThread {
      usleep(50_000)
      _ = ftruncate(file, 0)
      _ = pwrite(file, own, own.utf8.count, 0)
    }
    let error = #expect(throws: StateStoreError.self) {
      _ = try TopologyLock(of: "small", in: directory.path, operation: "apply")
    }
    guard case .locked("small", let holder?)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(holder.pid == getpid())
  }

  @Test("refuses a name that would lead out of the directory")
  func hostileName() {
    for name in ["", "../x", "a/b", "A", "a.b"] {
      #expect(throws: StateStoreError.invalidName(name)) {
        try StateStore(of: name, in: directory)
      }
    }
  }

  @Test("removes every database that was set aside, whichever of them are missing")
  func removesAll() throws {
    try withStore { store in
      for name in ["damaged-2", "damaged-2-wal", "damaged-7"] {
        try Data().write(to: URL(filePath: "\(store.path).\(name)"))
      }
      try StateStore.remove("small", from: directory)
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
    }
  }

  @Test("the lock is one's at a time, the loser learns the holder's name, and no file stays")
  func lock() throws {
    let folder = directory.path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      let lock = try TopologyLock(of: "small", in: folder, operation: "apply")
      let error = #expect(throws: StateStoreError.self) {
        _ = try TopologyLock(of: "small", in: folder, operation: "destroy")
      }
      guard case .locked("small", let holder?)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(holder.pid == ProcessInfo.processInfo.processIdentifier)
      #expect(holder.operation == "apply")
      #expect(TopologyLock.holder(of: "small", in: folder) == holder)
      // Of one who was killed.
      try FileManager.default.copyItem(
        atPath: "\(folder)/bumpwire.small.lock", toPath: "\(folder)/bumpwire.other.lock")
      #expect(TopologyLock.holder(of: "other", in: folder) == nil)
      _ = try TopologyLock(of: "other", in: folder, operation: "apply")
      _ = consume lock
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    #expect(TopologyLock.holder(of: "small", in: folder) == nil)
    _ = try TopologyLock(of: "small", in: folder, operation: "destroy")
    #expect(throws: StateStoreError.invalidName("../small")) {
      _ = try TopologyLock(of: "../small", in: folder, operation: "apply")
    }
  }
}
