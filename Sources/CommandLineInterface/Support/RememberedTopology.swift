import StateStore

/// What is remembered of a topology that a user names.
struct RememberedTopology {
  let name: String
  let options: HostOptions
  let console: Console

  /// - Parameter text: The topology's name, or its file.
  init(_ text: String, _ options: HostOptions, _ console: Console) throws {
    try HostReader(console: console, options: options).requireRoot(to: "read what is remembered")
    name = try TopologyName.read(text, console: console)
    self.options = options
    self.console = console
  }

  var exists: Bool { StateStore.exists(name, in: options.stateDirectory) }

  /// What a name that is not there may have meant.
  var suggestion: String? {
    let known = StateStore.topologies(in: options.stateDirectory)
    if let near = NearName.suggestion(for: name, among: known) { return "did you mean `\(near)`?" }
    guard !known.isEmpty else { return nil }
    return "`bumpwire list` shows what is on this host"
  }

  func open() throws -> StateStore {
    do throws(StateStoreError) {
      if let store = try StateStore.reading(name, in: options.stateDirectory) { return store }
    } catch {
      throw Self.failure(error)
    }
    throw CommandFailure(
      .failure, "nothing is remembered of a topology `\(name)`", help: suggestion)
  }

  /// What the last apply left.
  func lastApplied(_ store: StateStore) throws -> AppliedState {
    do throws(StateStoreError) {
      if let applied = try store.lastApplied() { return applied }
    } catch {
      throw Self.failure(error)
    }
    throw CommandFailure(
      .failure, "no apply of `\(name)` has come to its end",
      help: "`bumpwire apply` goes on, `bumpwire destroy` removes what is there")
  }

  static func failure(_ error: StateStoreError) -> CommandFailure {
    let help =
      switch error {
      case .corrupt: "`bumpwire state rm` forgets it; the host itself says what is there"
      case .newer: "use that version, or a later one"
      default: "it may be sound: see to the disk, the mount and the directory's mode"
      }
    return CommandFailure(.unavailable, "\(error)", help: help)
  }

  /// Takes the topology's lock.
  func lock(_ operation: String) throws -> TopologyLock {
    do throws(StateStoreError) {
      return try TopologyLock(of: name, operation: operation)
    } catch .locked(let topology, let holder) {
      throw CommandFailure(
        .locked, "\(StateStoreError.locked(topology: topology, holder: holder))",
        help: holder.map {
          "`kill \($0.pid)` lets it finish what is in flight; the lock goes with the process"
        } ?? "wait for it, or end that process; the lock goes with it")
    } catch {
      throw CommandFailure(.unavailable, "\(error)")
    }
  }
}
