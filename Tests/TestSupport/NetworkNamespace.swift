import CLinux
import Foundation

/// Named network namespaces inside a `KernelSandbox`, made by ip-netns(8) under its own `/run`.
package enum NetworkNamespace {
  package static func add(_ name: String) throws {
    try Shell.run("ip netns add \(name)")
    try Shell.run("ip -n \(name) link set lo up")
  }

  /// Runs `body` with the calling thread inside the named namespace, then returns to its own.
  @discardableResult
  package static func enter<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
    let home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
    defer { close(home) }
    let other = open("/run/netns/\(name)", O_RDONLY | O_CLOEXEC)
    defer { close(other) }
    guard other >= 0, clinux_setns(other, clinux_clone_newnet) == 0 else {
      throw KernelSandbox.SetupError(step: "enter \(name)", errno: errno)
    }
    defer { precondition(clinux_setns(home, clinux_clone_newnet) == 0, "no way back") }
    return try body()
  }
}
