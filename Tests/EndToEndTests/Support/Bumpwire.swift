import Foundation
import Testing

/// The built `bumpwire`, run as its users run it.
enum Bumpwire {
  /// The program that was built together with these tests.
  static let executable: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return tests.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/bumpwire"
  }()

  /// Runs it to its end.
  ///
  /// - Parameter wrapper: a program and its arguments that run it in turn, such as `setpriv`.
  static func run(
    _ arguments: [String], through wrapper: [String] = [], directory: String? = nil,
    environment: [String: String] = [:], seconds: Double = 60
  ) throws -> CommandResult {
    try start(arguments, through: wrapper, directory: directory, environment: environment)
      .wait(seconds: seconds)
  }

  static func run(_ arguments: String...) throws -> CommandResult { try run(arguments) }

  static func start(
    _ arguments: [String], through wrapper: [String] = [], directory: String? = nil,
    environment: [String: String] = [:]
  ) throws -> RunningCommand {
    try RunningCommand(
      wrapper + [executable] + arguments, directory: directory, environment: environment)
  }

  /// Runs a program as a user who may do nothing.
  static let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

  /// The program where everyone may run it: a checkout may be closed to others.
  static func copy(in folder: Folder) throws -> String {
    let path = "\(folder.path)/bumpwire"
    try FileManager.default.copyItem(atPath: executable, toPath: path)
    // Whatever file mode mask it was built with.
    try #require(chmod(path, 0o755) == 0)
    return path
  }
}
