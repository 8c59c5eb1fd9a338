import Diagnostics
import Execution
import HostState
import Planning

/// The interfaces of the host that a plan cannot have, as diagnostics in the text that names them.
struct HostInterfaceFindings {
  let diagnostics: [Diagnostic]
  private let files: [SourceFile]

  /// - Parameter severity: An error for who carries the plan out, a warning for who only looks.
  init(_ plan: Plan, _ severity: Severity) {
    diagnostics = HostInterfaceCheck(plan).refusals.map { refusal in
      Diagnostic(
        severity, .hostInterfaceRefused, refusal.message,
        at: refusal.origin?.place.flatMap(Self.range), help: refusal.help)
    }
    files = (plan.source?.files ?? []).map {
      SourceFile(path: $0.path, bytes: Array($0.text.utf8))
    }
  }

  /// Warns of those over which nothing passes though a state has them.
  static func warn(keptBy state: HostState, on console: Console) {
    for refusal in (try? HostInterfaceCheck(keptBy: state))?.refusals ?? [] {
      console.warn(refusal.message)
      console.help(refusal.help)
    }
  }

  func show(on console: Console) {
    DiagnosticView(console: console).show(diagnostics, files: files)
  }

  /// The character at `file:line:column`.
  private static func range(of place: String) -> SourceRange? {
    let parts = place.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count > 2, let line = Int(parts[parts.count - 2]),
      let column = Int(parts.last ?? "")
    else { return nil }
    return SourceRange(
      file: parts.dropLast(2).joined(separator: ":"),
      start: SourcePosition(line: line, column: column),
      end: SourcePosition(line: line, column: column + 1))
  }
}

extension DiagnosticID {
  /// An interface of the host that appliances are to be behind cannot be had.
  static let hostInterfaceRefused = DiagnosticID("host-interface-refused")
}
