import Diagnostics
import HostState
import Netlink
import Observation
import Planning
import RunDirectory
import StateStore
import Threads
import Topology

/// Reads what a host has of a topology, and what is remembered of it.
struct HostReader: Sendable {
  let console: Console
  let options: HostOptions

  func requireRoot(to purpose: String) throws {
    guard ProcessEnvironment.isRoot else {
      throw CommandFailure(
        .noPermission, "root is needed to \(purpose)",
        help: "run it with sudo; `plan --offline`, `validate` and `trace` need no root")
    }
  }

  /// What was assigned before; none if nothing is remembered.
  func assignments(of topology: String) throws(StateStoreError) -> Assignments {
    if StateStore.isEmptied(topology, in: options.stateDirectory) {
      console.warn(
        "the state's database of \(topology) is an empty file: what it had assigned is assigned anew"
      )
    }
    if !StateStore.exists(topology, in: options.stateDirectory), isOnHost(topology) {
      console.warn(
        "\(topology) is on this host, and nothing is remembered of it in "
          + "`\(options.stateDir.escapingControlCharacters)`: addresses and numbers are assigned anew, and "
          + "may be others than they are (`--state-dir` names another directory)")
    }
    var assignments =
      try store(of: topology).map { store throws(StateStoreError) in
        Assignments(try store.assignments())
      } ?? .none
    assignments.capacities = capacities(of: topology)
    return assignments
  }

  private func isOnHost(_ topology: String) -> Bool {
    let names = try? NamespaceDirectory.names(prefix: NamespaceName.prefix(topology: topology))
    return names?.isEmpty == false
  }

  /// What `apply` does to an agent that should look after the topology and does not; nil where it
  /// does, or need not.
  func agentAction(on topology: String) -> Action? {
    switch HostInventory.agent(options.runDirectory(of: topology)) {
    case .down: .create
    case .silent: .replace
    case .up, .notNeeded: nil
    }
  }

  /// Says that nobody looks after what is there, which no object of the host shows.
  func warnWithoutAgent(_ topology: String) {
    let problem: String
    switch HostInventory.agent(options.runDirectory(of: topology)) {
    case .down: problem = "no agent of \(topology) runs"
    case .silent(let pid): problem = "the agent of \(topology), pid \(pid), does not answer"
    case .up, .notNeeded: return
    }
    console.warn(
      "\(problem): health is not checked, processes are not restarted and nothing scales until `apply` "
        + "starts one")
  }

  /// How many members scaling has given to groups; without what cannot be read they have those that
  /// are written.
  func capacities(of topology: String) -> [String: ApplianceGroup.Capacity] {
    do throws(RunDirectoryError) {
      return try options.runDirectory(of: topology).readCapacities().mapValues {
        ApplianceGroup.Capacity(
          desired: $0.desired, members: $0.members, inService: $0.inService)
      }
    } catch {
      console.warn("groups have the size that is written, whatever scaling decided: \(error)")
      return [:]
    }
  }

  /// What was applied last; nil if nothing is remembered.
  func lastApplied(of topology: String) -> AppliedState? {
    heard(readLastApplied(of: topology))
  }

  /// The same, read while the topology's file is still being looked at; `heard` says what is wrong with
  /// it, so that two threads never speak at once.
  func lastAppliedMeanwhile(
    of topology: String
  ) -> Deferred<Result<AppliedState?, StateStoreError>> {
    Deferred { readLastApplied(of: topology) }
  }

  /// What was read; nil, and a warning, if it could not be.
  func heard(_ remembered: Result<AppliedState?, StateStoreError>) -> AppliedState? {
    switch remembered {
    case .success(let state): return state
    case .failure(let error):
      console.warn("who made what is on this host cannot be told: \(error)")
      return nil
    }
  }

  private func readLastApplied(of topology: String) -> Result<AppliedState?, StateStoreError> {
    Result { () throws(StateStoreError) in try store(of: topology)?.lastApplied() }
  }

  /// What the last run has begun, if it has not come to its end.
  func unfinished(of topology: String) -> Set<String> {
    ((try? store(of: topology)?.unfinished()) ?? nil) ?? []
  }

  /// Says that the last change may be taken back yet.
  func warnUnconfirmed(_ topology: String) {
    if let words = unconfirmed(of: topology) { console.warn(words) }
  }

  /// What becomes of the last change unless somebody confirms it; nil where nobody has to.
  func unconfirmed(of topology: String) -> String? {
    guard let run = (try? store(of: topology)?.unconfirmedRun()) ?? nil, let end = run.deadline
    else { return nil }
    if case .up = HostInventory.agent(options.runDirectory(of: topology)) {
      return "the last change has to be confirmed until \(StateView.time(end)), or it is taken back"
    }
    return "the last change was to be confirmed until \(StateView.time(end)), and no agent runs "
      + "that takes it back: `apply` or `destroy` decides"
  }

  /// Of all that is remembered; nil where that cannot be read.
  func fingerprint(of topology: String) -> String? {
    if StateStore.isEmptied(topology, in: options.stateDirectory) { return StateStore.nothing }
    do throws(StateStoreError) {
      return try store(of: topology)?.fingerprint() ?? StateStore.nothing
    } catch {
      return nil
    }
  }

  /// The topology's database; nil, and nothing made, if there is none.
  private func store(of topology: String) throws(StateStoreError) -> StateStore? {
    try StateStore.reading(topology, in: options.stateDirectory)
  }

  func observe(_ topology: String, knowing known: [HostState]) throws -> HostState {
    do throws(ObservationError) {
      return try options.observer(of: topology).observe(knowing: known)
    } catch {
      throw Self.failure(error)
    }
  }

  static func failure(_ error: ObservationError) -> CommandFailure {
    CommandFailure(.unavailable, "the host cannot be read: \(error)")
  }
}
