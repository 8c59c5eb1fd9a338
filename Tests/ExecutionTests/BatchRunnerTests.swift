import Glibc
import HostState
import Netlink
import Synchronization
import TestSupport
import Testing

@testable import Execution

@Suite("The work of a batch")
struct BatchRunnerTests {
  @Test("is done inside its namespace, also after work that left for another one")
  func entersAgain() async throws {
    try await KernelSandbox.run {
      for name in ["bw.small.near", "bw.small.far"] { try Shell.run("ip netns add \(name)") }
      let connections = NamespaceConnections()
      let near = NamespaceName(rawValue: "bw.small.near")
      let seen = Mutex<[UInt64]>([])
      @Sendable func look() -> String? {
        seen.withLock { $0.append(Self.inode("/proc/thread-self/ns/net")) }
        return nil
      }
      func work(_ operation: Int, _ step: NamespaceWork.Step) -> [[NamespaceWork]] {
        [[NamespaceWork(operation: operation, namespace: near, step: step)]]
      }
      let failures = try BatchRunner(connections: connections, threads: 1, tolerating: []).run([
        work(0, .inside { look() }),
        work(
          1,
          .anywhere {
            WorkPlanner.failure {
              try connections.connection(to: "bw.small.far").namespace.enter()
            }
          }),
        work(2, .inside { look() }),
      ])
      #expect(failures.isEmpty)
      let inode = Self.inode("/run/netns/bw.small.near")
      #expect(seen.withLock { $0 } == [inode, inode])
    }
  }

  private static func inode(_ path: String) -> UInt64 {
    var status = stat()
    return stat(path, &status) == 0 ? UInt64(status.st_ino) : 0
  }
}
