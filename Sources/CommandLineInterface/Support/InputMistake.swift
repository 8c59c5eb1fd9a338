import Configuration
import Diagnostics
import FoundationEssentials
import Topology

/// What somebody meant who named a file that is no topology.
enum InputMistake {
  /// Says it in place of what the reader has against the file.
  static func explain(_ path: String, _ resolution: inout Resolution) {
    if let file = resolution.files.first, SavedPlan.hasOwnKey(file.bytes) {
      resolution.diagnostics = [
        Diagnostic(
          .error, .savedPlan, "`\(path)` is a saved plan, not a topology", at: nil,
          help: "`bumpwire apply` carries it out, `bumpwire show` prints it")
      ]
    } else if resolution.files.isEmpty, let problem = resolution.diagnostics.first,
      problem.id.rawValue == "unreadable-file", problem.help == nil,
      !FileManager.default.fileExists(atPath: path)
    {
      resolution.diagnostics[0] = Diagnostic(
        problem.severity, problem.id, problem.message, at: nil, help: neighbours(of: path))
    }
  }

  /// The topologies in the folder where a file was looked for.
  private static func neighbours(of path: String) -> String? {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    let prefix = folder.isEmpty ? (path.hasPrefix("/") ? "/" : "") : "\(folder)/"
    let entries =
      (try? FileManager.default.contentsOfDirectory(atPath: prefix.isEmpty ? "." : prefix)) ?? []
    let names = entries.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
    let wanted = String(path.split(separator: "/").last ?? "")
    if let near = NearName.suggestion(for: wanted, among: names) {
      return "did you mean `\(prefix)\(near)`?"
    }
    guard !names.isEmpty else { return "`bumpwire init` writes a topology to start from" }
    let shown = names.prefix(5).map { "`\(prefix)\($0)`" }.joined(separator: ", ")
    return "in that folder \(names.count == 1 ? "is" : "are") \(shown)"
      + (names.count > 5 ? ", …" : "")
  }
}

extension DiagnosticID {
  /// A plan was named where a topology is read.
  static let savedPlan = DiagnosticID("saved-plan")
}
