import CLinux
import Glibc
import RunDirectory

/// A change of the topology that the agent has carried out; tests have others than the process.
protocol OwnCommand: AnyObject {
  func start(_ completion: @escaping (OwnCommandOutcome) -> Void)
}

/// What came of a run.
enum OwnCommandOutcome: Equatable {
  case done
  /// Somebody else changes the topology, or it was interrupted: to be tried again soon.
  case postponed
  /// The host is as it was before.
  case refused(String)
  /// Nobody knows how far it came; the next run will.
  case cutOff(String)
}

/// `bumpwire scale` or `bumpwire revert`, as a process: it outlives the agent that started it.
final class OwnCommandProcess: OwnCommand {
  private let name: String
  private let runDirectory: RunDirectory
  private let stateDirectory: String
  private let loop: EventLoop

  init(
    _ name: String, _ runDirectory: RunDirectory, stateDirectory: String, on loop: EventLoop
  ) {
    self.name = name
    self.runDirectory = runDirectory
    self.stateDirectory = stateDirectory
    self.loop = loop
  }

  func start(_ completion: @escaping (OwnCommandOutcome) -> Void) {
    do {
      try launch(completion)
    } catch {
      loop.after(0) { completion(.refused("\(error)")) }
    }
  }

  private func launch(
    _ completion: @escaping (OwnCommandOutcome) -> Void
  ) throws(RunDirectoryError) {
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    guard nothing >= 0 else { throw .last("open /dev/null") }
    defer { close(nothing) }
    let messages = clinux_memory_file("bumpwire")
    guard messages >= 0 else { throw .last("memfd_create") }
    let program = SpawnedProgram(
      path: "/proc/self/exe",
      arguments: [
        name, "--yes", "--topology", runDirectory.topology, "--run-dir", runDirectory.base,
        "--state-dir", stateDirectory,
      ], environment: SpawnedProgram.environment, directory: "/")
    let pid: Int32
    do throws(RunDirectoryError) {
      pid = try program.start(namespace: -1, input: nothing, output: nothing, error: messages)
    } catch {
      close(messages)
      throw error
    }
    let process = clinux_pidfd_open(pid, 0)
    guard process >= 0 else {
      let code = errno
      close(messages)
      throw .system(operation: "watch process \(pid)", code: code)
    }
    loop.watch(process, for: POLLIN) { [weak loop] _ in
      loop?.unwatch(process)
      close(process)
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0, errno == EINTR {}
      completion(Self.outcome(ProcessExit(waitStatus: status), Self.lastLine(messages)))
      close(messages)
    }
  }

  /// By the exit codes of `apply`.
  private static func outcome(_ exit: ProcessExit, _ message: String) -> OwnCommandOutcome {
    switch exit {
    case .exited(code: 0): .done
    case .exited(code: 75), .exited(code: 130), .exited(code: 143): .postponed
    case .exited(code: 4), .killed, .unknown: .cutOff(message.isEmpty ? "it \(exit)" : message)
    case .exited: .refused(message.isEmpty ? "it \(exit)" : message)
    }
  }

  /// The error, without what was said before and the advice behind it.
  private static func lastLine(_ file: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = pread(file, &bytes, bytes.count, 0)
    let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
    let error = lines.last { $0.hasPrefix("error") } ?? lines.last ?? ""
    return String(error.drop { $0 != ":" }.drop { $0 == ":" || $0 == " " }.prefix(500))
  }
}
