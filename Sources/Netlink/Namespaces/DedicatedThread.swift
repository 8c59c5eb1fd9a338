import Synchronization
import Threads

/// Threads of the operating system, made for one piece of work and gone after it.
///
/// A network namespace is a thread's own, so what enters one must never run on Swift's cooperative
/// pool.
package enum DedicatedThread {
  /// Runs `body` on a thread of its own and waits for it.
  ///
  /// The thread begins in the caller's namespaces.
  ///
  /// - Throws: The system's refusal of one more thread; the result holds what `body` threw.
  package static func result<Value, Failure: Error>(
    of body: () throws(Failure) -> Value
  ) throws(NetlinkError) -> Result<Value, Failure> {
    var result: Result<Value, Failure>?
    let code = ThreadGroup.run(on: 1) { result = Result(catching: body) }
    guard let result else { throw NetlinkError(request: "thread create", code: code) }
    return result
  }

  /// Runs `body` on a thread of its own and returns what it returns, or throws what it throws.
  package static func run<Value>(
    _ body: () throws(NetlinkError) -> Value
  ) throws(NetlinkError) -> Value {
    try result(of: body).get()
  }

  /// Runs `body` for every item, on up to `threads` threads, and returns the results in the items'
  /// order.
  ///
  /// Each call of `body` may enter a namespace of its own.
  ///
  /// - Throws: The system's refusal of even one thread.
  package static func map<Item: Sendable, Value: Sendable>(
    _ items: [Item], threads: Int = 2, _ body: @Sendable (Item) -> Value
  ) throws(NetlinkError) -> [Value] {
    let next = Atomic<Int>(0)
    let results = Mutex([Value?](repeating: nil, count: items.count))
    let code = ThreadGroup.run(on: min(threads, items.count)) {
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < items.count else { return }
        let value = body(items[index])
        results.withLock { $0[index] = value }
      }
    }
    let values = results.withLock { $0.compactMap(\.self) }
    guard values.count == items.count else {
      throw NetlinkError(request: "thread create", code: code)
    }
    return values
  }
}
