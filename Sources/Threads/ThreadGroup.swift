import Glibc

/// Threads of the operating system, made for one piece of work and gone after it.
package enum ThreadGroup {
  /// Runs `body` on so many threads of their own, on fewer if the system refuses some, and `meanwhile`
  /// on the caller's; waits for all.
  ///
  /// - Returns: the errno of a refusal, else 0.
  @discardableResult
  package static func run(
    on count: Int, _ body: () -> Void, meanwhile: (_ threads: Int) -> Void = { _ in }
  ) -> Int32 {
    withoutActuallyEscaping(body) { body in
      let job = Unmanaged.passRetained(ThreadBody(body))
      defer { job.release() }
      var threads: [pthread_t] = []
      var code: Int32 = 0
      while code == 0, threads.count < count {
        var thread = pthread_t()
        code = pthread_create(&thread, nil, ThreadBody.entry, job.toOpaque())
        if code == 0 { threads.append(thread) }
      }
      meanwhile(threads.count)
      for thread in threads { pthread_join(thread, nil) }
      return code
    }
  }
}
