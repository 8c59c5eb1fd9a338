import HostState
import Planning
import StateStore

/// What a topology's state says as a whole.
struct RememberedRun {
  let topology: String
  /// The files that it was applied from, as the user named them, the top one first.
  let sources: [String]
  /// SHA-256 over their texts.
  let sourceHash: String?
  /// In seconds since 1970.
  let applied: Int?
  /// Nil until an apply has come to its end.
  let namespaces: Int?
  let objects: Int?
  /// Addresses and numbers that the next apply keeps.
  let assignments: Int
  let lastRun: JournaledRun?
  /// Until when the last change, or the one before a failed one, has to be confirmed, in seconds since
  /// 1970; nil where nobody has to.
  let unconfirmedUntil: Int?
  /// Who is at it now; nil where nobody is.
  let holder: LockHolder?

  init(_ store: StateStore, of topology: String) throws(StateStoreError) {
    self.topology = topology
    let last = try store.lastApplied()
    sources = last?.source?.files.map(\.place) ?? []
    sourceHash = last?.source?.hash
    applied = try store.lastApplyTime()
    namespaces = last?.state.namespaces.count
    objects = last?.state.objects.count
    assignments = try store.assignments().count
    lastRun = try store.lastRun()
    unconfirmedUntil = try store.unconfirmedRun()?.deadline
    holder = TopologyLock.holder(of: topology)
  }

  /// Operations of the last run that were done.
  var done: Int { lastRun?.entries.count { $0.outcome == .done } ?? 0 }

  /// Those that were begun and of which nobody knows how they ended, in words.
  var doubtful: [String] {
    lastRun?.entries.filter { $0.outcome == nil }.map(\.operation) ?? []
  }
}
