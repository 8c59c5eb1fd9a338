import Dispatch
import Glibc
import Synchronization

/// A value that is worked out on another thread meanwhile, where a core has nothing better to do.
package final class Deferred<Value: Sendable>: Sendable {
  private let result = Mutex<Value?>(nil)
  private let done = DispatchSemaphore(value: 0)

  /// Begins at once; on the caller's thread where the system refuses another.
  package init(_ body: @escaping @Sendable () -> Value) {
    let work = Unmanaged.passRetained(
      ThreadBody { [self] in
        let value = body()
        result.withLock { $0 = value }
        done.signal()
      })
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      {
        // On Linux a thread's own (setpriority(2)): beside a busy one, this gets a tenth of a core.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        _ = ThreadBody.entry($0)
        if let work = $0 { Unmanaged<ThreadBody>.fromOpaque(work).release() }
        return nil
      }, work.toOpaque())
    if code == 0 {
      pthread_detach(thread)
    } else {
      _ = ThreadBody.entry(work.toOpaque())
      work.release()
    }
  }

  /// Waits for it.
  package var value: Value {
    done.wait()
    defer { done.signal() }
    guard let value = result.withLock({ $0 }) else { preconditionFailure("signalled too early") }
    return value
  }
}
