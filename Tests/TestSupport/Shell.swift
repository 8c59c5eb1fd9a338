import CLinux
import Foundation

/// Runs programs such as ip(8) for a test's wiring, in the namespaces of the calling thread.
package enum Shell {
  package struct Failure: Error, CustomStringConvertible {
    package let arguments: [String]
    package let status: Int32
    package let output: String

    package var description: String {
      "\(arguments.joined(separator: " ")): status \(status): \(output)"
    }
  }

  /// The output (both streams) of a command line of plain words, `ip link add …`.
  ///
  /// - Throws: `Failure` unless it exits with 0.
  @discardableResult
  package static func run(_ line: String) throws -> String {
    try run(line.split(separator: " ").map(String.init))
  }

  @discardableResult
  package static func run(_ arguments: [String]) throws -> String {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw failure(arguments, "pipe") }
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    let pid = withCStrings(["/usr/bin/env"] + arguments) { argv in
      withCStrings(["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"]) { environment in
        clinux_spawn("/usr/bin/env", argv, environment, -1, nil, nil, null, ends[1], ends[1])
      }
    }
    close(ends[1])
    let reader = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    guard pid > 0 else { throw failure(arguments, "spawn") }
    let output = String(decoding: try reader.readToEnd() ?? Data(), as: UTF8.self)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    if status != 0 { throw Failure(arguments: arguments, status: status, output: output) }
    return output
  }

  private static func failure(_ arguments: [String], _ step: String) -> Failure {
    Failure(
      arguments: arguments, status: errno, output: "\(step): \(String(cString: strerror(errno)))")
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    return body(copies + [nil])
  }
}
