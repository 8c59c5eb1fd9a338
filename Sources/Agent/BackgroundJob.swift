import Glibc
import Synchronization

/// Work on a thread of its own whose result comes back to the event loop's.
enum BackgroundJob {
  private final class Box<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }

  /// Starts it; returns 0, or an errno, and then `completion` is never called.
  static func start<Value: Sendable>(
    on loop: EventLoop, _ body: @escaping @Sendable () -> Value,
    completion: @escaping (Value) -> Void
  ) -> Int32 {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return errno }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (output, input) = (ends[0], ends[1])
    let box = Box<Value>()
    let code = BackgroundThread.start {
      let value = body()
      box.value.withLock { $0 = value }
      close(input)
    }
    guard code == 0 else {
      close(output)
      close(input)
      return code
    }
    loop.watch(output, for: POLLIN) { [weak loop] _ in
      loop?.unwatch(output)
      close(output)
      if let value = box.value.withLock({ $0 }) { completion(value) }
    }
    return 0
  }
}
