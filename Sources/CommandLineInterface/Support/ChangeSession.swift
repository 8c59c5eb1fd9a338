import Diagnostics
import Execution
import HostState
import Netlink
import Observation
import Planning
import RunDirectory
import StateStore

/// What `apply` and `destroy` share: the lock is held, the database open, progress shown.
struct ChangeSession: ~Copyable {
  enum Operation: String {
    case apply, destroy
    /// What the agent applies of its own.
    case scale
    /// What the agent takes back, because nobody confirmed it.
    case revert

    /// The agent's own: nobody asked for it right now.
    var isAgents: Bool { self == .scale || self == .revert }
  }

  let topology: String
  let executor: Executor
  private let observer: Observer
  private let opened: Result<StateStore, StateStoreError>
  private let known: KnownStates
  /// Nil where `destroy` goes on without one.
  private let lock: TopologyLock?

  /// The states whose sysctls are compared, whenever the host is read.
  private final class KnownStates {
    var states: [HostState] = []
  }

  /// - Throws: For `apply` unavailable, if nothing could be remembered of what it would change.
  static func begin(
    _ operation: Operation, topology: String, _ lock: consuming TopologyLock?,
    options: HostOptions, reporter: any ChangeReporter, console: Console,
    execution: ExecutionOptions
  ) throws -> ChangeSession {
    try checkPlace(options.runDirectory(of: topology), operation)
    let opened = openStore(topology, options, console)
    if case .failure(let error) = opened {
      // What is to be destroyed, the kernel says.
      guard operation == .destroy else { throw failure(error) }
      console.warn("the state cannot be used: \(error)")
    }
    let known = KnownStates()
    let connections = NamespaceConnections()
    let observer = options.observer(of: topology, connections: connections)
    let executor = Executor(
      runDirectory: options.runDirectory(of: topology), connections: connections,
      stateDirectory: operation == .destroy ? nil : options.stateDir, options: execution,
      observe: { try observer.observe(knowing: known.states) },
      readBack: { try observer.observe(knowing: known.states, verifying: $0) },
      report: {
        Interruption.follow($0)
        reporter.show($0)
      },
      interruption: { Interruption.signal })
    let session = ChangeSession(
      topology: topology, executor: executor, observer: observer, opened: opened, known: known,
      lock: lock)
    session.tellOfInterruptedRun(console)
    return session
  }

  /// What stands in the way of running things is found before anything is changed.
  ///
  /// To `destroy`, a directory that is open to others is no obstacle.
  private static func checkPlace(
    _ runDirectory: RunDirectory, _ operation: Operation
  ) throws {
    if let other = runDirectory.mountedElsewhere {
      throw CommandFailure(
        .unavailable,
        "\(runDirectory.topology) runs in another directory, \(other.escapingControlCharacters); "
          + "nothing was changed",
        help: "give `--run-dir \(other.escapingControlCharacters)`")
    }
    do throws(RunDirectoryError) {
      try runDirectory.check(isUsed: operation != .destroy)
    } catch {
      throw CommandFailure(
        .unavailable, "\(error); nothing was changed",
        help: "move it away, or correct its owner and mode")
    }
  }

  /// Nil only for `destroy`.
  var store: StateStore? { try? opened.get() }

  func requireStore() throws -> StateStore {
    do throws(StateStoreError) {
      return try opened.get()
    } catch {
      throw Self.failure(error)
    }
  }

  /// What was applied last; nil if nothing is remembered.
  var lastApplied: HostState? { (try? store?.lastApplied())?.state }

  /// What the last run has begun, if it has not come to its end.
  var unfinished: Set<String> { (try? store?.unfinished()) ?? [] }

  /// The host as it is now.
  ///
  /// - Parameter known: The states whose sysctls are compared, from now on.
  func observe(knowing known: [HostState]) throws -> HostState {
    self.known.states = known
    do throws(ObservationError) {
      return try observer.observe(knowing: known)
    } catch {
      throw HostReader.failure(error)
    }
  }

  /// What the host has now that is to be removed by name.
  func observeOutline() throws -> HostState {
    do throws(ObservationError) {
      return try observer.observeOutline()
    } catch {
      throw HostReader.failure(error)
    }
  }

  /// Removes all that is remembered of a topology that is destroyed.
  ///
  /// - Returns: What cannot be removed, with the reason; the host has nothing of the topology left.
  func forget(in directory: StateDirectory) -> StateStoreError? {
    do throws(StateStoreError) {
      try StateStore.remove(topology, from: directory)
    } catch {
      return error
    }
    return nil
  }

  /// - Throws: Locked, if another command changes the topology.
  static func lock(
    _ operation: Operation, _ topology: String, _ console: Console
  ) throws -> TopologyLock? {
    do throws(StateStoreError) {
      return try TopologyLock(
        of: topology, operation: operation.rawValue, patience: patience(operation),
        with: [Operation.scale.rawValue, Operation.revert.rawValue])
    } catch .locked(let topology, let holder) {
      throw CommandFailure(
        .locked, "\(StateStoreError.locked(topology: topology, holder: holder))",
        help: "wait for it, or end that process; the lock goes with it")
    } catch {
      guard operation == .destroy else { throw failure(error) }
      console.warn("nothing keeps others from changing \(topology) meanwhile: \(error)")
      return nil
    }
  }

  /// Seconds to wait for the agent's own changes, which nobody asked for and which take some seconds.
  private static func patience(_ operation: Operation) -> Double { operation.isAgents ? 0 : 30 }

  /// A damaged database is set aside: the kernel says what is there.
  private static func openStore(
    _ topology: String, _ options: HostOptions, _ console: Console
  ) -> Result<StateStore, StateStoreError> {
    Result { () throws(StateStoreError) in
      let (store, setAside) = try StateStore.openSettingAside(
        of: topology, in: options.stateDirectory)
      if let setAside {
        console.warn(
          "the state's database was damaged; it is kept as `\(setAside)`, and what it had assigned "
            + "is assigned anew")
      }
      return store
    }
  }

  /// The journal of a run that was cut off says how far it came; what is there, the kernel says.
  private func tellOfInterruptedRun(_ console: Console) {
    guard let run = try? store?.lastRun(), run.isUnfinished else { return }
    if run.outcome == .rollingBack {
      console.warn(
        "the last run was cut off while it was taken back; this one goes by what is on the host")
      return
    }
    if run.deadline != nil {
      console.warn(
        "the last run was cut off before anybody confirmed it; this one goes by what is on the host"
      )
      return
    }
    let done = run.entries.count { $0.outcome == .done }
    let doubtful = run.entries.count { $0.outcome == nil }
    console.warn(
      "the last run was cut off after \(done) of \(run.operations) operations"
        + (doubtful > 0 ? ", with \(doubtful) in flight" : "")
        + "; this one goes by what is on the host")
  }

  static func failure(_ error: StateStoreError) -> CommandFailure {
    CommandFailure(
      .unavailable, "\(error); nothing was changed",
      help: "`--state-dir` names another directory; `destroy` works without one")
  }
}
