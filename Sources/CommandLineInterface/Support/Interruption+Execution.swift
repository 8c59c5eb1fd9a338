import Diagnostics
import Execution

extension Interruption {
  /// Follows an execution, so that a second signal can say what it leaves in doubt.
  static func follow(_ event: ExecutionEvent) {
    switch event {
    case .begun(let operations, let done, let total):
      let others = operations.count > 1 ? " and \(operations.count - 1) more" : ""
      let first = operations.first.map { "\($0)".escapingControlCharacters } ?? ""
      setDoubt(words(done, total, "in doubt: \(first)\(others)"))
    case .finished(_, let done, let total): setDoubt(words(done, total, "none is in doubt"))
    case .started, .failed, .draining, .rollingBack, .verifying: break
    }
  }

  private static func words(_ done: Int, _ total: Int, _ doubt: String) -> String {
    "\ninterrupted again after \(done) of \(total) operations; \(doubt)\n"
      + "help: `bumpwire apply` and `destroy` go on from what is on the host\n"
  }
}
