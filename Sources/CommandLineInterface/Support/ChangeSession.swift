import Execution
import HostState
import Observation
import Planning
import RunDirectory
import StateStore

/// What `apply` and `destroy` share: the lock is held, the database open, progress shown.
struct ChangeSession: ~Copyable {
  let topology: String
  let store: StateStore?
  let executor: Executor
  private let lock: TopologyLock

  init(
    _ operation: String, topology: String, options: HostOptions, console: Console,
    rollsBack: Bool = true, known: [HostState] = []
  ) throws {
    self.topology = topology
    do throws(StateStoreError) {
      lock = try TopologyLock(of: topology, in: options.stateDirectory, operation: operation)
    } catch {
      throw Self.failure(error)
    }
    store = Self.openStore(topology, options, console)
    Self.tellOfInterruptedRun(store, console)
    Interruption.watch()
    let progress = ProgressView(console)
    let observer = options.observer(of: topology)
    executor = Executor(
      runDirectory: options.runDirectory(of: topology),
      options: ExecutionOptions(rollsBack: rollsBack),
      observe: { try observer.observe(knowing: known) },
      report: { progress.show($0) },
      interruption: { Interruption.signal })
  }

  /// Removes all that is remembered of a topology that is destroyed, the lock last.
  consuming func forget(in directory: StateDirectory) throws {
    do throws(StateStoreError) {
      try StateStore.remove(topology, from: directory)
    } catch {
      throw Self.failure(error)
    }
    lock.remove()
  }

  /// A database that cannot be used is no reason not to act: the kernel says what is there.
  private static func openStore(
    _ topology: String, _ options: HostOptions, _ console: Console
  ) -> StateStore? {
    do throws(StateStoreError) {
      let (store, setAside) = try StateStore.openSettingAside(
        of: topology, in: options.stateDirectory)
      if let setAside {
        console.warn("the state's database was damaged; it is kept as `\(setAside)`")
      }
      return store
    } catch {
      console.warn("the state's database cannot be used: \(error)")
      return nil
    }
  }

  /// The journal of a run that was cut off says how far it came; what is there, the kernel says.
  private static func tellOfInterruptedRun(_ store: StateStore?, _ console: Console) {
    guard let run = try? store?.lastRun(), run.outcome == nil else { return }
    let done = run.entries.count { $0.outcome == .done }
    let doubtful = run.entries.count { $0.outcome == nil }
    console.warn(
      "the last run was cut off after \(done) of \(run.operations) operations"
        + (doubtful > 0 ? ", with \(doubtful) in flight" : "")
        + "; this one goes by what is on the host")
  }

  static func failure(_ error: StateStoreError) -> CommandFailure {
    if case .locked = error {
      return CommandFailure(
        .locked, "\(error)", help: "wait for it, or end that process; the lock goes with it")
    }
    return CommandFailure(.failure, "\(error)")
  }

  /// What an execution's end means for the command.
  static func failure(_ error: ExecutionError) -> CommandFailure {
    switch error {
    case .refused(_, .done), .store(_, .done):
      CommandFailure(
        .rolledBack, "\(error)", help: "everything was rolled back; the host is as it was before")
    case .refused(_, .failed(let reason, let left)), .store(_, .failed(let reason, let left)):
      CommandFailure(
        .rollbackFailed,
        "\(error)\nthe rollback failed too: \(reason); \(left.count) changes are still on the host",
        help: "`bumpwire destroy` removes everything, `bumpwire apply` goes on from here")
    case .interrupted(let signal, _, _):
      CommandFailure(
        Interruption.status(of: signal), "\(error)",
        help: "`bumpwire apply` goes on from here, `bumpwire destroy` removes everything")
    case .differs:
      CommandFailure(.internalError, "\(error)", help: "`bumpwire plan` shows the difference")
    case .planning: CommandFailure(.internalError, "\(error)")
    case .refused, .store, .left, .observation, .agent: CommandFailure(.failure, "\(error)")
    }
  }
}
