import CLinux
import FoundationEssentials
import Glibc
import RunDirectory

/// This program once more, for what must happen in a process of its own.
enum OwnProgram {
  enum Ending: Equatable {
    case exited(Int32)
    case killed(signal: Int32)
  }

  /// Runs a subcommand to its end.
  ///
  /// - Parameter input: what its standard input, a file, holds.
  /// - Returns: how it ended, and what it wrote to its standard output.
  static func run(
    _ arguments: [String], input: Data
  ) throws(RunDirectoryError) -> (ending: Ending, output: String) {
    let stdin = try memoryFile(input)
    defer { close(stdin) }
    let stdout = try memoryFile(Data())
    defer { close(stdout) }
    let program = SpawnedProgram(
      path: "/proc/self/exe", arguments: arguments, environment: SpawnedProgram.environment,
      directory: "/")
    let pid = try program.start(
      namespace: -1, input: stdin, output: stdout, error: STDERR_FILENO)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
      guard errno == EINTR else { throw .last("waitpid") }
    }
    let signal = status & 0x7f
    let ending: Ending = signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: signal)
    let output = RegularFile.read("/proc/self/fd/\(stdout)", limit: 16 << 20) ?? Data()
    return (ending, String(decoding: output, as: UTF8.self))
  }

  private static func memoryFile(_ content: Data) throws(RunDirectoryError) -> Int32 {
    let descriptor = clinux_memory_file("bumpwire")
    guard descriptor >= 0 else { throw .last("memfd_create") }
    var offset = 0
    while offset < content.count {
      let count = content.withUnsafeBytes {
        write(descriptor, $0.baseAddress?.advanced(by: offset), content.count - offset)
      }
      guard count > 0 || errno == EINTR else {
        let error = RunDirectoryError.last("write")
        close(descriptor)
        throw error
      }
      offset += max(count, 0)
    }
    lseek(descriptor, 0, SEEK_SET)
    return descriptor
  }
}
