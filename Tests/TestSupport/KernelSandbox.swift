import CLinux
import Foundation

/// Runs a test's body on a thread of its own in fresh network and mount namespaces.
///
/// Namespaces belong to threads, so the body is synchronous and never runs on the cooperative pool;
/// task-local values (and so the test that `#expect` reports to) stay those of the caller. Inside,
/// `/run` is an empty tmpfs, `/sys` shows the new network namespace and no mount reaches the host.
/// When the body returns or throws, the thread ends and both namespaces go with it. A process that
/// the body started and left running would keep them: end those in the body. Few run at a time:
/// kernel tests hold memory and wait for each other in the kernel anyway.
package enum KernelSandbox {
  package struct SetupError: Error, CustomStringConvertible {
    package let step: String
    package let errno: Int32

    package var description: String {
      "no kernel sandbox: \(step): \(String(cString: strerror(errno))) (kernel tests need root)"
    }
  }

  private static let turnstile = Turnstile(limit: 4)

  package static func run<Result>(_ body: () throws -> Result) async throws -> Result {
    await turnstile.enter()
    do {
      let result = try await runOnThread(body)
      await turnstile.leave()
      return result
    } catch {
      await turnstile.leave()
      throw error
    }
  }

  private static func runOnThread<Result>(_ body: () throws -> Result) async throws -> Result {
    let thread = ThreadExecutor(name: "kernel-sandbox")
    defer { thread.stop() }
    return try await withTaskExecutorPreference(thread) {
      try isolateThread()
      return try body()
    }
  }

  private static func isolateThread() throws {
    try check("unshare", clinux_unshare(clinux_clone_newnet | clinux_clone_newns))
    try check(
      "make / private", clinux_mount(nil, "/", nil, clinux_ms_rec | clinux_ms_private, nil))
    try check("mount /run", clinux_mount("tmpfs", "/run", "tmpfs", 0, "mode=755"))
    try check("mount /sys", clinux_mount("sysfs", "/sys", "sysfs", 0, nil))
  }

  private static func check(_ step: String, _ result: Int32) throws {
    if result != 0 { throw SetupError(step: step, errno: errno) }
  }
}
