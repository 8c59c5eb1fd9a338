import Dispatch
import Synchronization

/// A value that is worked out on another thread meanwhile.
final class Deferred<Value: Sendable>: Sendable {
  private let result = Mutex<Value?>(nil)
  private let done = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () -> Value) {
    DispatchQueue.global().async { [self] in
      let value = body()
      result.withLock { $0 = value }
      done.signal()
    }
  }

  /// Waits for it.
  var value: Value {
    done.wait()
    defer { done.signal() }
    guard let value = result.withLock({ $0 }) else { preconditionFailure("signalled too early") }
    return value
  }
}
