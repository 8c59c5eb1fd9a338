import Diagnostics
import Execution
import Glibc
import HostState
import Planning
import RunDirectory

/// Shows what an execution does: one line that is drawn over on a terminal, one line an event
/// elsewhere.
final class ProgressView {
  private let console: Console
  private let isLive: Bool
  private let columns: Int
  private var lastDrawn: Double = 0
  private var lastDraining: Double = 0
  private var start: Double = 0

  init(_ console: Console) {
    self.console = console
    isLive = ProcessEnvironment.isLiveTerminal(STDERR_FILENO)
    columns = ProcessEnvironment.columns(STDERR_FILENO) ?? 80
  }

  func show(_ event: ExecutionEvent) {
    switch event {
    case .started(0), .begun: break
    case .started(let total):
      start = Self.now
      line("Applying \(total) operation\(total == 1 ? "" : "s").")
    case .finished(let operations, let done, let total): finished(operations, done, total)
    case .failed(let failure):
      line(console.errorStyle("failed: \(failure)".escapingControlCharacters, .red))
    case .draining(let targets, let flows, let seconds): draining(targets, flows, seconds)
    case .rollingBack(let total):
      start = Self.now
      line("Rolling \(total) operation\(total == 1 ? "" : "s") back.")
    case .verifying: line("Reading the host back.")
    }
  }

  private func finished(_ operations: [Operation], _ done: Int, _ total: Int) {
    guard isLive else {
      let first = done - operations.count + 1
      let lines = operations.enumerated().map { offset, operation in
        "[\(first + offset)/\(total)] \("\(operation)".escapingControlCharacters)\n"
      }
      console.writeError(lines.joined())
      return
    }
    guard let last = operations.last else { return }
    let what = "\(last)".escapingControlCharacters
    // Ten pictures a second are enough for an eye.
    let now = Self.now
    guard done == total || now - lastDrawn > 0.1 else { return }
    lastDrawn = now
    let rate = Int(Double(done) / max(now - start, 0.001))
    let picture = ProgressLine(done: done, total: total, rate: rate, what: what)
    console.writeError("\r\u{1b}[K" + picture.text(columns: columns))
    if done == total { console.writeError("\r\u{1b}[K") }
  }

  /// Drawn over on a terminal, elsewhere a line each ten seconds.
  private func draining(_ targets: [String], _ flows: Int, _ seconds: Int) {
    guard isLive || Self.now - lastDraining >= 10 else { return }
    lastDraining = Self.now
    let text =
      "Draining \(targets.joined(separator: ", ")): \(flows) flow\(flows == 1 ? "" : "s") left, "
      + "at most \(seconds) s (--no-drain does not wait)."
    let shown = text.escapingControlCharacters
    console.writeError(
      isLive ? "\r\u{1b}[K" + shown.prefix(max(columns - 1, 1)) : shown + "\n")
  }

  private func line(_ text: String) {
    console.writeError((isLive ? "\r\u{1b}[K" : "") + text + "\n")
  }

  private static var now: Double { MonotonicTime.now.seconds }
}
