import FoundationEssentials
import Glibc
import HostState
import TestSupport
import Testing

@testable import RunDirectory

@Suite struct RunningProcessesTests {
  @Test("A process that runs counts, with the state it was started from")
  func running() async throws {
    try await Bench.run { bench in
      let record = bench.record("web", try bench.start("web", "exec sleep 1000"))
      try bench.runDirectory.write(record)
      #expect(bench.runDirectory.runningProcesses() == [bench.namespace: ["web": record.state]])
      #expect(try bench.runDirectory.readRecord(of: bench.process("web")) == record)
    }
  }

  @Test("A zombie, a re-used pid and a process between two starts do not count")
  func notRunning() async throws {
    try await Bench.run { bench in
      let zombie = try bench.start("zombie", "exit 0")
      #expect(Bench.eventually { ProcessStatus.read(pid: zombie.pid)?.state == "Z" })
      var reused = try bench.start("reused", "exec sleep 1000")
      reused.startTime -= 1
      try bench.runDirectory.write(bench.record("zombie", zombie))
      try bench.runDirectory.write(bench.record("reused", reused))
      try bench.runDirectory.write(bench.record("waiting", nil))
      #expect(bench.runDirectory.runningProcesses().isEmpty)
    }
  }

  @Test("A process in a namespace that was made again under its name does not count")
  func namespaceMadeAgain() async throws {
    try await Bench.run { bench in
      let record = bench.record("web", try bench.start("web", "exec sleep 1000"))
      try bench.runDirectory.write(record)
      try Shell.run("ip netns del \(bench.namespace)")
      #expect(bench.runDirectory.runningProcesses().isEmpty)
      try TestSupport.NetworkNamespace.add(bench.namespace.rawValue)
      #expect(bench.runDirectory.runningProcesses().isEmpty)
    }
  }

  @Test(
    "A damaged record is as good as none",
    arguments: ["", "{", "null", "[]", #"{"process":{"namespace":"x","name":"../../x"}}"#])
  func damaged(content: String) async throws {
    try await Bench.run { bench in
      let intact = bench.record("intact", try bench.start("intact", "exec sleep 1000"))
      try bench.runDirectory.write(intact)
      let process = bench.process("damaged")
      try bench.runDirectory.createDirectories(of: process)
      try AtomicFile.write(
        Data(content.utf8), to: bench.runDirectory.record(of: process))
      #expect(Array(bench.runDirectory.readRecords().keys) == [bench.process("intact")])
      #expect(throws: RunDirectoryError.self) {
        try bench.runDirectory.readRecord(of: process)
      }
    }
  }

  @Test("A record in another process's place is not believed")
  func misplaced() async throws {
    try await Bench.run { bench in
      let record = bench.record("one", try bench.start("one", "exec sleep 1000"))
      let other = bench.process("two")
      try bench.runDirectory.createDirectories(of: other)
      try AtomicFile.writeJSON(record, to: bench.runDirectory.record(of: other))
      #expect(bench.runDirectory.readRecords().isEmpty)
    }
  }
}
