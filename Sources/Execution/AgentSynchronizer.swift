import HostState
import Planning
import RunDirectory

/// Makes the agent run what the host's state says.
struct AgentSynchronizer {
  let runDirectory: RunDirectory
  /// The absolute path of the program that has the agent in it; nil for the running one.
  let executable: String?
  /// Nil where the agent is to apply nothing itself.
  let stateDirectory: String?
  /// Whether it has a change to take back that nobody may confirm, and runs for that alone.
  var isAwaited = false

  /// Gives the agent its part of the state, starting one if there is none; ends it and every process
  /// when there is nothing to look after.
  ///
  /// - Returns: The processes that do not run as configured.
  func synchronize(_ state: HostState) throws(RunDirectoryError) -> [ProcessFailure] {
    let configuration = AgentConfiguration(state, stateDirectory: stateDirectory)
    if configuration.isIdle, !isAwaited {
      try runDirectory.stopEverything()
      try runDirectory.leaveIdle(configuration)
      return []
    }
    try runDirectory.create()
    try runDirectory.write(configuration)
    try runDirectory.startAgent(executable: executable)
    return try AgentClient(runDirectory).reload()
  }

  /// Makes sure of the agent where nothing on the host had to be changed for it: one that is gone is
  /// no difference of the host's state, nor is one that an earlier run, cut off, left with another
  /// configuration.
  func revive(_ state: HostState) throws(RunDirectoryError) {
    let configuration = AgentConfiguration(state, stateDirectory: stateDirectory)
    let client = AgentClient(runDirectory)
    if configuration.isIdle {
      if client.ping() { _ = try synchronize(state) }
      return
    }
    // A damaged one is written anew. What was written may not have been read: it is read again.
    let written = (try? runDirectory.readConfiguration()) ?? nil
    if written == configuration, runDirectory.isAgent(executable), client.ping(),
      (try? client.reload()) != nil
    {
      return
    }
    _ = try synchronize(state)
  }
}
