import Dispatch
import Synchronization

/// Two steps of one piece of work, each on a thread of its own: while one takes a value, the other
/// makes the next.
package enum Pipeline {
  /// Makes values until there are no more, and takes them in order until one is the last wanted.
  ///
  /// `take` runs on the caller's thread; so does `make` where the system refuses another.
  ///
  /// - Parameter ahead: how many values may wait to be taken.
  package static func run<Value: Sendable>(
    ahead: Int, make: () -> Value?, take: (consuming Value) -> Bool
  ) {
    let queue = Queue<Value>(ahead: ahead)
    ThreadGroup.run(on: 1) {
      while let value = make(), queue.send(value) {}
      queue.finish()
    } meanwhile: { threads in
      guard threads > 0 else {
        while let value = make(), take(value) {}
        return
      }
      while let value = queue.receive(), take(value) {}
      queue.close()
    }
  }

  private final class Queue<Value: Sendable>: Sendable {
    private struct State {
      /// Nil for the end.
      var waiting: [Value?] = []
      var isClosed = false
    }

    private let state = Mutex(State())
    private let places = DispatchSemaphore(value: 0)
    private let values = DispatchSemaphore(value: 0)

    init(ahead: Int) { for _ in 0..<ahead { places.signal() } }

    /// Waits for a place; false when nothing is taken any more.
    func send(_ value: Value) -> Bool {
      places.wait()
      let isClosed = state.withLock { state in
        state.waiting.append(value)
        return state.isClosed
      }
      values.signal()
      return !isClosed
    }

    func finish() {
      state.withLock { $0.waiting.append(nil) }
      values.signal()
    }

    func receive() -> Value? {
      values.wait()
      defer { places.signal() }
      return state.withLock { $0.waiting.removeFirst() }
    }

    func close() {
      state.withLock { $0.isClosed = true }
      places.signal()
    }
  }
}
