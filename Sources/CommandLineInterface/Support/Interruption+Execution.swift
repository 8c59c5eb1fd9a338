import Diagnostics
import Execution
import Synchronization

extension Interruption {
  /// Follows an execution, so that a second signal can say what it leaves in doubt.
  static func follow(_ event: ExecutionEvent) {
    switch event {
    case .begun(let operations, let done, let total):
      let others = operations.count > 1 ? " and \(operations.count - 1) more" : ""
      let first = operations.first.map { "\($0)".escapingControlCharacters } ?? ""
      setDoubt(words(done, total, "in doubt: \(first)\(others)"))
    case .finished(_, let done, let total): setDoubt(words(done, total, "none is in doubt"))
    case .rollingBack: isTakingBack.store(true, ordering: .relaxed)
    case .started, .failed, .draining, .verifying: break
    }
  }

  private static let isTakingBack = Atomic<Bool>(false)

  private static func words(_ done: Int, _ total: Int, _ doubt: String) -> String {
    "\ninterrupted again after \(done) of \(total) operations"
      + (isTakingBack.load(ordering: .relaxed) ? " of those that take it back" : "")
      + "; \(doubt)\n"
      + "help: `bumpwire apply` and `destroy` go on from what is on the host\n"
  }
}
