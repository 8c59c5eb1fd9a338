import Execution
import Foundation
import HostState
import Planning
import RunDirectory
import TestSupport
import Testing

@Suite("Taking back programs, processes and namespaces, on the kernel")
struct ServedRollbackTests {
  /// What the run directory holds, but for what is of one process's life: pids, times, logs, health.
  private static func files(_ host: TestHost) throws -> [String] {
    let path = host.runDirectory.path
    let names = try Shell.run([
      "find", path, "-path", "\(path)/bpf", "-prune", "-o", "-not", "-name", "health.json",
      "-printf", "%P %y %m\n",
    ])
    let contents = try Shell.run([
      "bash", "-c", "grep -H '' \(path)/agent.json \(path)/data-plane/*.json",
    ])
    return (names.split(separator: "\n") + contents.split(separator: "\n")).map(String.init)
      .sorted()
  }

  @Test(
    "a change that is refused at any operation leaves maps, programs, processes, files and namespaces as they were"
  )
  func everyOperation() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      defer { try? host.runDirectory.stopEverything(grace: 0.2) }
      try host.apply(ServedHost.state)
      let operations = try host.plan(to: ServedHost.changed).0.operations
      for phase: Phase in [
        .namespaces, .links, .dataPlanes, .processes, .deregistration, .stopProcesses,
        .removeDataPlanes, .removeLinks, .removeNamespaces,
      ] { #expect(operations.contains { $0.phase == phase }, "\(phase)") }
      let before = try KernelDump(pins: host.runDirectory.bpfFileSystem)
      let files = try Self.files(host)
      // Each takes a second: the last and each fourth before it with every test, all in `make torture`.
      let isWhole = ProcessInfo.processInfo.environment["BUMPWIRE_TORTURE"] == "1"
      for number in 1...operations.count
      where isWhole || (operations.count - number).isMultiple(of: 4) {
        let faults = try #require(InjectedFaults("refuse@\(number)"))
        let error = #expect(throws: ExecutionError.self) {
          try host.apply(ServedHost.changed, options: ExecutionOptions(faults: faults))
        }
        let place = "at operation \(number), \(operations[number - 1])"
        #expect(error?.rollback == .done, "\(place): \(String(describing: error))")
        let difference = try KernelDump(pins: host.runDirectory.bpfFileSystem)
          .difference(from: before)
        #expect(difference == [], "\(place): \(difference)")
        let changes = try Self.files(host).difference(from: files)
        #expect(changes.isEmpty, "\(place): \(changes)")
      }
      try host.apply(ServedHost.changed)
      #expect(try host.observe(knowing: ServedHost.changed) == ServedHost.changed)
    }
  }
}
