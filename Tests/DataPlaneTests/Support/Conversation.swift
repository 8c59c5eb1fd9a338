import CLinux
import Foundation
import TestSupport

/// A program that runs beside the test, in the calling thread's namespaces, and asks it for things: a
/// request is a line on its standard output, and the answer one on its standard input.
final class Conversation {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let pid: Int32
  private let requests: FileHandle
  private let answers: FileHandle
  private let errors = clinux_memory_file("stderr")
  private var unread = Data()

  init(_ arguments: [String], environment: [String: String] = [:]) throws {
    var output: [Int32] = [-1, -1]
    var input: [Int32] = [-1, -1]
    guard pipe(&output) == 0, pipe(&input) == 0 else {
      throw Failure(description: "no pipe: errno \(errno)")
    }
    for end in output + input { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let variables = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"]
      .merging(environment) { $1 }.map { "\($0)=\($1)" }
    let errors = errors
    pid = withCStrings(["/usr/bin/env"] + arguments) { argv in
      withCStrings(variables) { environment in
        clinux_spawn(
          "/usr/bin/env", argv, environment, -1, nil, nil, input[0], output[1], errors)
      }
    }
    close(input[0])
    close(output[1])
    requests = FileHandle(fileDescriptor: output[0], closeOnDealloc: true)
    answers = FileHandle(fileDescriptor: input[1], closeOnDealloc: true)
    guard pid > 0 else { throw Failure(description: "\(arguments): errno \(errno)") }
  }

  /// Ends the program, if it has not ended.
  deinit {
    kill(pid, SIGKILL)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    close(errors)
  }

  /// The next request; nil when the program has nothing more to say.
  func request() throws -> Data? {
    while true {
      if let end = unread.firstIndex(of: 10) {
        defer { unread = Data(unread[(end + 1)...]) }
        return Data(unread[..<end])
      }
      let chunk = requests.availableData
      if chunk.isEmpty { return nil }
      unread += chunk
    }
  }

  func answer(_ data: Data) throws { try answers.write(contentsOf: data + [10]) }

  /// What it has written to standard error.
  var errorText: String { fileText(of: errors) }
}
