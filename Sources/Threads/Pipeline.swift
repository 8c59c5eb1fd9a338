import Dispatch
import Synchronization

/// Two steps of one piece of work on threads of their own: while one takes a value, the other makes
/// the next ones.
package enum Pipeline {
  /// Makes values until there are no more, and takes them in order until one is the last wanted.
  ///
  /// `take` runs on the caller's thread; so does `make` where the system refuses others.
  ///
  /// - Parameters:
  ///   - makers: on how many threads values are made.
  ///   - ahead: how many values may be made and wait to be taken.
  ///   - make: the value of a number, counted from zero; nil after the last.
  package static func run<Value: Sendable>(
    makers: Int = 1, ahead: Int, make: (Int) -> Value?, take: (consuming Value) -> Bool
  ) {
    let queue = Queue<Value>(ahead: ahead)
    ThreadGroup.run(on: makers) {
      while let index = queue.claim() {
        let value = make(index)
        queue.send(value, at: index)
        if value == nil { return }
      }
    } meanwhile: { threads in
      var index = 0
      while let value = threads > 0 ? queue.receive(index) : make(index), take(value) { index += 1 }
      queue.close(makers: threads)
    }
  }

  private final class Queue<Value: Sendable>: Sendable {
    private struct State {
      var next = 0
      /// What waits to be taken, by number; nil for the end.
      var waiting: [Int: Value?] = [:]
      var isClosed = false
    }

    private let state = Mutex(State())
    private let places = DispatchSemaphore(value: 0)
    private let values = DispatchSemaphore(value: 0)

    init(ahead: Int) { for _ in 0..<ahead { places.signal() } }

    /// Waits for a place; the number of the value to make there, nil when nothing is taken any more.
    func claim() -> Int? {
      places.wait()
      return state.withLock { state in
        defer { state.next += 1 }
        return state.isClosed ? nil : state.next
      }
    }

    func send(_ value: Value?, at index: Int) {
      state.withLock { $0.waiting[index] = .some(value) }
      values.signal()
    }

    /// The value of a number, once it is made.
    func receive(_ index: Int) -> Value? {
      while true {
        // Others may be made before it: each is waited for once.
        if let value = state.withLock({ $0.waiting.removeValue(forKey: index) }) {
          places.signal()
          return value
        }
        values.wait()
      }
    }

    func close(makers: Int) {
      state.withLock { $0.isClosed = true }
      for _ in 0..<makers { places.signal() }
    }
  }
}
