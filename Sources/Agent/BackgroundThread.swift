import Glibc

/// A thread of the operating system that nobody waits for.
enum BackgroundThread {
  /// Starts one; returns 0, or an errno.
  static func start(_ body: @escaping @Sendable () -> Void) -> Int32 {
    let job = Unmanaged.passRetained(Job(body))
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, Job.entry, job.toOpaque())
    guard code == 0 else {
      job.release()
      return code
    }
    pthread_detach(thread)
    return 0
  }

  /// What pthread_create(3) can carry.
  private final class Job {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    static let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
      if let job = $0 { Unmanaged<Job>.fromOpaque(job).takeRetainedValue().body() }
      return nil
    }
  }
}
