import Glibc
import Synchronization

/// Pure work on all processors, with the same results as on one.
package enum Parallel {
  /// Beyond so many the memory is what is waited for.
  private static let mostThreads = 8

  /// How many threads work at once.
  package static let threads = min(max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1), mostThreads)

  /// What `body` makes of each stretch of `0..<count`, in order.
  ///
  /// Threads that the system refuses are done without.
  ///
  /// - Parameter least: how many make a stretch worth a thread.
  package static func map<Value: Sendable>(
    _ count: Int, least: Int, _ body: @Sendable (Range<Int>) -> Value
  ) -> [Value] {
    // Several a thread, as some stretches take longer than others.
    let stretches = max(min(threads * 4, count / least), 1)
    guard stretches > 1, threads > 1 else { return [body(0..<count)] }
    let next = Atomic<Int>(0)
    let results = Mutex([Value?](repeating: nil, count: stretches))
    func work() {
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < stretches else { return }
        let value = body(count * index / stretches..<count * (index + 1) / stretches)
        results.withLock { $0[index] = value }
      }
    }
    ThreadGroup.run(on: threads - 1, work) { _ in work() }
    return results.withLock { $0.compactMap(\.self) }
  }

  /// What both make: `first` on a thread of its own, where the system has one more.
  package static func both<First: Sendable, Second>(
    _ first: () -> First, _ second: () -> Second
  ) -> (First, Second) {
    let result = Mutex<First?>(nil)
    func makeFirst() {
      let made = first()
      result.withLock { $0 = made }
    }
    var other: Second?
    ThreadGroup.run(on: threads > 1 ? 1 : 0, makeFirst) { threads in
      if threads == 0 { makeFirst() }
      other = second()
    }
    guard let made = result.withLock({ $0 }), let other else {
      preconditionFailure("a thread ended early")
    }
    return (made, other)
  }
}
