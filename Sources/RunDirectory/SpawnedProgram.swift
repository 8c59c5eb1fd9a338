import CLinux
import Glibc

/// A program to start: what clinux_spawn wants, as values.
package struct SpawnedProgram {
  /// An absolute path, or one relative to `directory`.
  package var path: String
  /// The arguments after the program's name.
  package var arguments: [String]
  package var environment: [String: String]
  package var directory: String

  package init(
    path: String, arguments: [String], environment: [String: String], directory: String
  ) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
  }

  /// Where programs are looked up, in order.
  package static let searchPath =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// What every program that we start finds in its environment.
  package static let environment = ["PATH": searchPath, "HOME": "/root", "LANG": "C.UTF-8"]

  /// The path of a program: a name with a slash is one already; nil if it is nowhere.
  package static func locate(_ name: String) -> String? {
    if name.contains("/") { return name }
    return searchPath.split(separator: ":").map { "\($0)/\(name)" }.first {
      access($0, X_OK) == 0
    }
  }

  /// Starts the program in a session of its own, as our child, with the given standard streams.
  ///
  /// - Parameters:
  ///   - namespace: the network namespace's descriptor; -1 for ours.
  ///   - host: what it takes for its host; nil for ours.
  /// - Throws: errno of the step that failed, execve(2) included.
  package func start(
    namespace: Int32, on host: SpawnedHost? = nil, input: Int32, output: Int32, error: Int32
  ) throws(RunDirectoryError) -> Int32 {
    let argumentVector = ([path] + arguments).map { strdup($0) } + [nil]
    let environmentVector =
      environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (argumentVector + environmentVector).forEach { free($0) } }
    func spawn(_ host: UnsafePointer<clinux_host>?) -> Int32 {
      clinux_spawn(
        path, argumentVector, environmentVector, namespace, host, directory, input, output, error)
    }
    let pid = host.map { $0.withValue(spawn) } ?? spawn(nil)
    guard pid > 0 else { throw .last("start \(path)") }
    return pid
  }
}
