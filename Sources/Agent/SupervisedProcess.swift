import CLinux
import Glibc
import HostState
import Logging
import RunDirectory

/// One process that is kept as its state says: started, watched, started again, reloaded, ended.
final class SupervisedProcess {
  /// What a process and its supervisor share.
  struct Context {
    let loop: EventLoop
    let runDirectory: RunDirectory
    let launcher: ProcessLauncher
    let ender: ProcessEnder
    let logger: Logger
    /// Called after every change of phase.
    let changed: (SupervisedProcess) -> Void
  }

  private enum Phase {
    /// Nothing of it runs, as far as is known.
    case idle
    case running
    /// Until the timer starts it, or tries again to end it.
    case waiting(TimerQueue.ID)
    case ending
  }

  /// Seconds that a process has to run before its start counts as a success: what cannot read its
  /// configuration or bind its port ends sooner.
  private static let settlingTime = 0.3

  let name: ProcessName
  private(set) var desired: ProcessState?
  private(set) var record: ProcessRecord?
  private(set) var failure: String?
  private let context: Context
  private var phase = Phase.idle
  /// Whether something of an earlier start may still run and must be ended before the next.
  private var hasLeftovers: Bool
  private var handle: ProcessHandle?
  private var startedAt = MonotonicTime.now
  /// How long the log of its errors was then: what stands before it, others have written.
  private var logStart = 0
  /// Whether it ended by itself, the last time: starting it again is then a restart.
  private var hasFailed: Bool
  private var settling: TimerQueue.ID?
  private var backoff = RestartBackoff()

  /// - Parameter record: what an earlier agent wrote, if it can be read.
  init(
    _ name: ProcessName, record: ProcessRecord?, hasLeftovers: Bool, context: Context
  ) {
    self.name = name
    self.record = record
    self.hasLeftovers = hasLeftovers || record != nil
    hasFailed = record != nil
    self.context = context
    if let record, record.isRunning, let identity = record.identity { adopt(identity) }
  }

  /// Neither starting nor ending: what `reload` waits for.
  var isSettled: Bool {
    switch phase {
    case .idle, .ending: false
    case .running: settling == nil
    case .waiting: true
    }
  }

  /// Whether nothing of it is left and nothing is wanted of it.
  var isGone: Bool {
    if case .idle = phase { return desired == nil && !hasLeftovers }
    return false
  }

  var state: AgentStatus.Process.State {
    switch phase {
    case .running: .running
    case .ending: .stopping
    case .idle, .waiting: .waiting
    }
  }

  /// Makes the process follow a state; nil ends it for good.
  ///
  /// One that waits is tried at once: what kept it from running may be mended.
  func want(_ state: ProcessState?) {
    if state != desired { backoff = RestartBackoff() }
    desired = state
    if case .waiting(let timer) = phase {
      context.loop.cancel(timer)
      phase = .idle
    }
    reconcile()
  }

  private func reconcile() {
    switch phase {
    case .ending, .waiting: break
    case .running: reconcileRunning()
    case .idle:
      if hasLeftovers {
        end()
      } else if desired != nil {
        start()
      } else {
        forget()
      }
    }
    context.changed(self)
  }

  private func reconcileRunning() {
    // In a namespace that was deleted and made again nobody reaches what runs in the old one.
    guard let desired, let record, record.isInNamedNamespace else { return end() }
    let old = record.state
    switch ProcessChange(from: old, to: desired) {
    case .none: adoptState(desired)
    case .reload(let signal):
      do {
        try context.launcher.writeFiles(of: name, desired, replacing: old.files)
        handle?.send(signal)
        adoptState(desired)
        settle()
      } catch {
        failure = "cannot be reloaded: \(error)"
        context.logger.error("cannot reload \(name): \(error)")
      }
    case .restart: end()
    }
  }

  private func adoptState(_ state: ProcessState) {
    record?.state = state
    // Somebody else may have damaged or removed it, and observation goes by it.
    guard (try? context.runDirectory.readRecord(of: name)) != record else { return }
    writeRecord()
  }

  private func adopt(_ identity: ProcessIdentity) {
    guard let handle = ProcessHandle(identity) else { return }
    context.logger.info("adopted \(name), pid \(identity.pid)")
    hold(handle)
  }

  private func hold(_ handle: consuming ProcessHandle) {
    let descriptor = handle.descriptor
    self.handle = consume handle
    phase = .running
    hasLeftovers = true
    context.loop.watch(descriptor, for: POLLIN) { [weak self] _ in self?.exited() }
  }

  private func start() {
    guard let desired else { return }
    startedAt = .now
    logStart = BoundedLog.length(of: context.runDirectory.standardErrorLog(of: name))
    do {
      let (identity, networkNamespace) = try context.launcher.start(name, desired)
      let isFirst = record?.state != desired
      record = ProcessRecord(
        process: name, identity: identity, networkNamespace: networkNamespace, state: desired,
        restarts: isFirst ? 0 : (record?.restarts ?? 0) + (hasFailed ? 1 : 0),
        lastExit: isFirst ? nil : record?.lastExit, started: WallTime.now)
      writeRecord()
      context.logger.info("started \(name), pid \(identity.pid)")
      hasLeftovers = true
      settle()
      if let handle = ProcessHandle(identity) { hold(handle) } else { exited() }
    } catch {
      failure = "\(error)"
      context.logger.error("cannot start \(name): \(error)")
      wait()
    }
  }

  private func settle() {
    if let settling { context.loop.cancel(settling) }
    settling = context.loop.after(Self.settlingTime) { [weak self] in
      guard let self else { return }
      settling = nil
      failure = nil
      context.changed(self)
    }
  }

  /// The process has ended by itself; what it left behind goes too, or the next start finds its
  /// ports taken.
  private func exited() {
    let exit = reap()
    failure = exit.description + (lastWords(before: exit).map { ": \($0)" } ?? "")
    context.logger.warning("\(name) \(failure ?? "")")
    phase = .ending
    hasFailed = true
    context.ender.end(
      mark: context.runDirectory.mark(of: name), record: record
    ) { [weak self] isEmpty in
      guard let self else { return }
      finishEnding(isEmpty: isEmpty, exit: exit)
      if case .idle = phase, desired != nil { wait() }
      reconcile()
    }
    context.changed(self)
  }

  /// What a process that failed wrote last to its standard error, as it may tell why; of one that a
  /// signal ended, or that was done, it tells nothing.
  private func lastWords(before exit: ProcessExit) -> String? {
    guard case .exited(let code) = exit, code != 0 else { return nil }
    return BoundedLog.lastLine(
      of: context.runDirectory.standardErrorLog(of: name), since: logStart)
  }

  private func end() {
    let isOurWish = if case .running = phase { true } else { false }
    if isOurWish { hasFailed = false }
    phase = .ending
    if let descriptor = handle?.descriptor { context.loop.unwatch(descriptor) }
    context.ender.end(
      mark: context.runDirectory.mark(of: name), record: record
    ) { [weak self] isEmpty in
      guard let self else { return }
      let exit = reap()
      finishEnding(isEmpty: isEmpty, exit: isOurWish ? record?.lastExit : exit)
      reconcile()
    }
  }

  private func finishEnding(isEmpty: Bool, exit: ProcessExit?) {
    phase = .idle
    hasLeftovers = !isEmpty
    if isEmpty {
      record?.identity = nil
      record?.lastExit = exit
      if record != nil, desired != nil { writeRecord() }
    } else {
      failure = "outlives SIGKILL"
      context.logger.error("\(name) outlives SIGKILL")
      wait()
    }
  }

  /// Tries again after a pause.
  private func wait() {
    let pause = backoff.pause(afterRunning: MonotonicTime.now - startedAt)
    phase = .waiting(
      context.loop.after(pause) { [weak self] in
        self?.phase = .idle
        self?.reconcile()
      })
  }

  /// Lets go of the process and says how it ended; only its parent can know.
  private func reap() -> ProcessExit {
    if let settling { context.loop.cancel(settling) }
    settling = nil
    if let descriptor = handle?.descriptor { context.loop.unwatch(descriptor) }
    handle = nil
    var status: Int32 = 0
    guard let pid = record?.identity?.pid, waitpid(pid, &status, WNOHANG) == pid else {
      return .unknown
    }
    return ProcessExit(waitStatus: status)
  }

  private func writeRecord() {
    guard let record else { return }
    do {
      try context.runDirectory.write(record)
    } catch {
      // It runs all the same; without a record the next agent starts it anew.
      context.logger.error("cannot record \(name): \(error)")
    }
  }

  private func forget() {
    do {
      try context.runDirectory.removeFiles(of: name)
    } catch {
      context.logger.error("cannot remove the files of \(name): \(error)")
    }
  }
}
