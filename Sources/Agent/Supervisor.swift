import HostState
import Logging
import RunDirectory

/// Keeps a topology's processes as its configuration says.
final class Supervisor {
  private let runDirectory: RunDirectory
  private let loop: EventLoop
  private let launcher: ProcessLauncher
  private let ender: ProcessEnder
  private let logger: Logger
  private var processes: [ProcessName: SupervisedProcess] = [:]
  private var waiters: [([ProcessFailure]) -> Void] = []

  /// Takes over what earlier agents left, so that nothing is started twice.
  init(_ runDirectory: RunDirectory, on loop: EventLoop, logger: Logger) {
    self.runDirectory = runDirectory
    self.loop = loop
    self.logger = logger
    launcher = ProcessLauncher(runDirectory: runDirectory)
    ender = ProcessEnder(on: loop)
    trimLogs()
  }

  /// Adopts the processes that records know, ends those that only a mark gives away, and then
  /// makes all follow the configuration.
  func start(_ configuration: AgentConfiguration) {
    let wanted = configuration.processes
    let records = runDirectory.readRecords()
    let marks = ProcessTable().marks(of: runDirectory)
    for name in Set(wanted.keys).union(records.keys) {
      processes[name] = SupervisedProcess(
        name, record: records[name], hasLeftovers: marks.contains(runDirectory.mark(of: name)),
        context: context)
    }
    let known = Set(processes.keys.map { runDirectory.mark(of: $0) })
    for orphan in marks.subtracting(known) {
      logger.warning("ending what is marked \(orphan): nothing else is known of it")
      ender.end(mark: orphan, record: nil) { _ in }
    }
    update(configuration)
  }

  /// Makes the processes follow another configuration.
  func update(_ configuration: AgentConfiguration) {
    let wanted = configuration.processes
    for name in Set(processes.keys).union(wanted.keys).sorted() {
      let process =
        processes[name]
        ?? SupervisedProcess(name, record: nil, hasLeftovers: false, context: context)
      processes[name] = process
      process.want(wanted[name])
    }
    answerIfSettled()
  }

  /// What is known of the processes beyond their records' files, which somebody may have removed.
  var records: [ProcessName: ProcessRecord] { processes.compactMapValues(\.record) }

  /// Calls back once every process runs, waits after a failure, or is gone.
  func whenSettled(_ completion: @escaping ([ProcessFailure]) -> Void) {
    waiters.append(completion)
    answerIfSettled()
  }

  /// What the processes do now, in the order of their names.
  func statuses(_ resource: (NamespaceName) -> String) -> [AgentStatus.Process] {
    processes.values.sorted { $0.name < $1.name }.map { process in
      let isRunning = process.state == .running
      return AgentStatus.Process(
        process: process.name, resource: resource(process.name.namespace), state: process.state,
        pid: isRunning ? process.record?.identity?.pid : nil,
        restarts: process.record?.restarts ?? 0, lastExit: process.record?.lastExit,
        failure: process.failure, started: isRunning ? process.record?.started : nil)
    }
  }

  private var context: SupervisedProcess.Context {
    SupervisedProcess.Context(
      loop: loop, runDirectory: runDirectory, launcher: launcher, ender: ender,
      logger: logger
    ) { [weak self] process in
      guard let self else { return }
      if process.isGone, processes[process.name] === process {
        processes[process.name] = nil
      }
      answerIfSettled()
    }
  }

  private func answerIfSettled() {
    guard !waiters.isEmpty, processes.values.allSatisfy(\.isSettled) else { return }
    let failures = processes.values.compactMap { process in
      process.failure.map { ProcessFailure(process: process.name, reason: $0) }
    }.sorted { $0.process < $1.process }
    let answered = waiters
    waiters = []
    for waiter in answered { waiter(failures) }
  }

  private func trimLogs() {
    for name in processes.keys {
      for path in [
        runDirectory.standardOutputLog(of: name), runDirectory.standardErrorLog(of: name),
      ] {
        do {
          try BoundedLog.trim(path)
        } catch {
          logger.error("cannot bound \(path): \(error)")
        }
      }
    }
    loop.after(1) { [weak self] in self?.trimLogs() }
  }
}
