import CLinux
import Foundation
import TestSupport

/// A process that runs beside the test, in the calling thread's namespaces; what it writes is kept.
struct RunningCommand {
  struct StartError: Error {
    let command: String
    let errno: Int32
  }

  let command: String
  let pid: Int32
  private let output: Int32
  private let errors: Int32

  /// Starts a program, which is looked up in the system's folders unless its name has a slash.
  ///
  /// - Parameter namespace: a named network namespace to run it in.
  init(
    _ arguments: [String], in namespace: String? = nil, directory: String? = nil,
    environment: [String: String] = [:]
  ) throws {
    command = arguments.joined(separator: " ")
    let (output, errors) = (clinux_memory_file("stdout"), clinux_memory_file("stderr"))
    (self.output, self.errors) = (output, errors)
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    let network = namespace.map { open("/run/netns/\($0)", O_RDONLY | O_CLOEXEC) } ?? -1
    defer { if network >= 0 { close(network) } }
    guard namespace == nil || network >= 0 else {
      throw StartError(command: "enter \(namespace ?? "")", errno: errno)
    }
    let variables = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"]
      .merging(environment) { $1 }.map { "\($0)=\($1)" }
    let child = withCStrings(["/usr/bin/env"] + arguments) { argv in
      withCStrings(variables) { environment in
        clinux_spawn(
          "/usr/bin/env", argv, environment, network, nil, directory, null, output, errors)
      }
    }
    guard child > 0 else { throw StartError(command: command, errno: errno) }
    pid = child
  }

  /// What it has written to standard error so far.
  var errorText: String { fileText(of: errors) }

  /// What it has written to standard output so far.
  var outputText: String { fileText(of: output) }

  /// Whether it was stopped by a signal and not continued.
  var isStopped: Bool {
    let fields = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
    return fields.split(separator: ")").last?.hasPrefix(" T") == true
  }

  func send(_ signal: Int32) { kill(pid, signal) }

  /// Waits for its end, once only; kills it when the time is over.
  func wait(seconds: Double = 60) -> CommandResult {
    let handle = clinux_pidfd_open(pid, 0)
    defer { close(handle) }
    var waiting = pollfd(fd: handle, events: Int16(POLLIN), revents: 0)
    let isOver = poll(&waiting, 1, Int32(seconds * 1000)) == 1
    if !isOver { kill(pid, SIGKILL) }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    defer {
      close(output)
      close(errors)
    }
    let signal = status & 0x7f
    return CommandResult(
      command: command,
      ending: !isOver
        ? .outOfTime : signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: signal),
      output: fileText(of: output), errors: fileText(of: errors))
  }
}
