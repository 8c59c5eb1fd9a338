import Glibc
import RunDirectory

/// Ends processes with all that came of them: SIGTERM, then SIGKILL, until nothing is left.
///
/// All that are ending share one look at `/proc` a turn.
final class ProcessEnder {
  private struct Ending {
    let record: ProcessRecord?
    let forcedAt: MonotonicTime
    let givenUpAt: MonotonicTime
    var told: Set<ProcessIdentity> = []
    var completions: [(Bool) -> Void]
  }

  /// Seconds between SIGTERM and SIGKILL, and again until we give up.
  static let grace = 5.0

  private let loop: EventLoop
  private var endings: [String: Ending] = [:]
  private var isScheduled = false

  init(on loop: EventLoop) { self.loop = loop }

  /// Ends what came of the process with this mark, then calls `completion` with whether
  /// nothing is left.
  func end(
    mark: String, record: ProcessRecord?, completion: @escaping (Bool) -> Void
  ) {
    if endings[mark] != nil {
      endings[mark]?.completions.append(completion)
      return
    }
    let now = MonotonicTime.now
    endings[mark] = Ending(
      record: record, forcedAt: now + Self.grace, givenUpAt: now + 2 * Self.grace,
      completions: [completion])
    schedule(after: 0)
  }

  private func schedule(after delay: Double) {
    guard !isScheduled else { return }
    isScheduled = true
    loop.after(delay) { [weak self] in self?.turn() }
  }

  private func turn() {
    isScheduled = false
    let table = ProcessTable()
    let now = MonotonicTime.now
    var finished: [(completion: (Bool) -> Void, isEmpty: Bool)] = []
    for (mark, ending) in endings {
      let members = table.members(mark: mark, record: ending.record)
      if members.isEmpty || now >= ending.givenUpAt {
        endings[mark] = nil
        finished += ending.completions.map { ($0, members.isEmpty) }
        continue
      }
      let isForced = now >= ending.forcedAt
      for member in members
      where isForced || endings[mark]?.told.insert(member).inserted == true {
        ProcessHandle(member)?.send(isForced ? SIGKILL : SIGTERM)
      }
    }
    if !endings.isEmpty { schedule(after: 0.02) }
    for (completion, isEmpty) in finished { completion(isEmpty) }
  }
}
