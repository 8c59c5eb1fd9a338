import Glibc
import HostState
import TestSupport
import Testing

@testable import RunDirectory

@Suite struct StopTests {
  @Test("Without an agent, everything that a process has become is ended")
  func descendants() async throws {
    try await Bench.run { bench in
      // A child in the session, a daemon in a session of its own, and one that lost its
      // environment but stayed in the session.
      let leader = try bench.start(
        "web", "sleep 1001 & setsid sleep 1002 & env -i sleep 1003 & wait")
      try bench.runDirectory.write(bench.record("web", leader))
      let members = {
        ProcessTable().members(
          mark: bench.runDirectory.mark(of: bench.process("web")),
          record: bench.record("web", leader))
      }
      #expect(Bench.eventually { members().count == 4 })
      let identities = members()
      try bench.runDirectory.stopEverything(grace: 5)
      #expect(identities.allSatisfy { !$0.isRunning })
      #expect(bench.runDirectory.readRecords().isEmpty)
    }
  }

  @Test("A session is ended although its leader is gone and nobody is marked")
  func leaderGone() async throws {
    try await Bench.run { bench in
      let leader = try bench.start("web", "sleep 1001 & sleep 1002", isMarked: false)
      try bench.runDirectory.write(bench.record("web", leader))
      let session = {
        ProcessTable().members(mark: "none", record: bench.record("web", leader))
      }
      #expect(Bench.eventually { session().count == 3 })
      let identities = session()
      kill(leader.pid, SIGKILL)
      var status: Int32 = 0
      #expect(waitpid(leader.pid, &status, 0) == leader.pid)
      try bench.runDirectory.stopEverything(grace: 5)
      #expect(identities.allSatisfy { !$0.isRunning })
    }
  }

  @Test("A process that has a recorded pid but another start time is never touched")
  func reusedPID() async throws {
    try await Bench.run { bench in
      let innocent = try bench.start("innocent", "exec sleep 1000", isMarked: false)
      defer { kill(innocent.pid, SIGKILL) }
      var stale = innocent
      stale.startTime -= 1
      try bench.runDirectory.write(bench.record("web", stale))
      try bench.runDirectory.stopEverything(grace: 0)
      #expect(innocent.isRunning)
    }
  }

  @Test("A process that ignores SIGTERM is killed after the grace period")
  func stubborn() async throws {
    try await Bench.run { bench in
      let stubborn = try bench.start(
        "web", "trap '' TERM; touch /run/ready; while :; do sleep 1000; done")
      #expect(Bench.eventually { access("/run/ready", F_OK) == 0 })
      try bench.runDirectory.write(bench.record("web", stubborn))
      try bench.runDirectory.stopEverything(grace: 0.1)
      #expect(stubborn.isRunning == false)
    }
  }

  @Test("A marked process is ended although its record is lost")
  func recordLost() async throws {
    try await Bench.run { bench in
      let lost = try bench.start("web", "exec sleep 1000")
      try bench.runDirectory.stopEverything(grace: 5)
      #expect(lost.isRunning == false)
    }
  }

  @Test("Stopping a topology that never ran is nothing to do")
  func nothing() async throws {
    try await KernelSandbox.run {
      try RunDirectory(topology: "never").stopEverything()
      #expect(access("/run/bumpwire", F_OK) != 0)
    }
  }
}
