import Glibc
import RunDirectory

/// Descriptors and timers, served by the one thread that calls `run`.
///
/// Everything the agent does happens on that thread: there is nothing to lock, and entering a
/// network namespace for the length of one call disturbs nobody.
final class EventLoop {
  private struct Watch {
    var events: Int16
    var handler: (Int16) -> Void
    /// Tells a descriptor's number that was used again from the one that poll(2) reported.
    var generation: UInt64
  }

  private var watches: [Int32: Watch] = [:]
  private var timers = TimerQueue()
  private var generation: UInt64 = 0
  private var isStopped = false

  /// Calls the handler with the events that came (poll(2)'s `revents`) until `unwatch`.
  ///
  /// A second call for a descriptor replaces the first.
  func watch(_ descriptor: Int32, for events: Int32, _ handler: @escaping (Int16) -> Void) {
    generation += 1
    watches[descriptor] = Watch(
      events: Int16(events), handler: handler, generation: generation)
  }

  func unwatch(_ descriptor: Int32) { watches[descriptor] = nil }

  @discardableResult
  func after(_ seconds: Double, _ action: @escaping () -> Void) -> TimerQueue.ID {
    timers.add(due: .now + seconds, action)
  }

  func cancel(_ timer: TimerQueue.ID) { timers.cancel(timer) }

  /// Makes `run` return once the current handler has.
  func stop() { isStopped = true }

  /// Serves until `stop`.
  func run() {
    isStopped = false
    while !isStopped { turn() }
  }

  /// Waits for what comes first, then serves it and everything else that is due.
  private func turn() {
    let watched = watches.map { ($0.key, $0.value.generation) }
    var entries = watches.map { pollfd(fd: $0.key, events: $0.value.events, revents: 0) }
    let count = poll(&entries, nfds_t(entries.count), timeout())
    if count > 0 {
      for (entry, (descriptor, generation)) in zip(entries, watched) where entry.revents != 0 {
        guard let watch = watches[descriptor], watch.generation == generation else { continue }
        watch.handler(entry.revents)
        if isStopped { return }
      }
    }
    // Only what is due now: an action that adds itself again must not starve the descriptors.
    let now = MonotonicTime.now
    while !isStopped, let action = timers.popDue(by: now) { action() }
  }

  private func timeout() -> Int32 {
    guard let due = timers.nextDue() else { return -1 }
    return Int32((max(0, min(3600, due - .now)) * 1000).rounded(.up))
  }
}
