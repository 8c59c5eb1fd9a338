import Foundation

/// A task executor that runs its jobs, one after another, on one thread that it owns.
final class ThreadExecutor: TaskExecutor, @unchecked Sendable {
  /// Guards `jobs` and `isStopped`, and is signalled when either changes.
  private let condition = NSCondition()
  private var jobs: [UnownedJob] = []
  private var isStopped = false

  init(name: String) {
    let thread = Thread { self.runJobs() }
    thread.name = name
    thread.start()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    condition.withLock {
      jobs.append(job)
      condition.signal()
    }
  }

  /// Lets the thread end once its queue is empty.
  func stop() {
    condition.withLock {
      isStopped = true
      condition.signal()
    }
  }

  private func runJobs() {
    while let job = nextJob() { job.runSynchronously(on: asUnownedTaskExecutor()) }
  }

  private func nextJob() -> UnownedJob? {
    condition.withLock {
      while jobs.isEmpty, !isStopped { condition.wait() }
      return jobs.isEmpty ? nil : jobs.removeFirst()
    }
  }
}
