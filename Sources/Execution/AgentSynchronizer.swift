import HostState
import Planning
import RunDirectory

/// Makes the agent run what the host's state says.
struct AgentSynchronizer {
  let runDirectory: RunDirectory
  /// The absolute path of the program that has the agent in it; nil for the running one.
  let executable: String?

  /// Gives the agent its part of the state, starting one if there is none; ends it and every process
  /// when there is nothing to look after.
  ///
  /// - Returns: The processes that do not run as configured.
  func synchronize(_ state: HostState) throws(RunDirectoryError) -> [ProcessFailure] {
    let configuration = AgentConfiguration(state)
    if configuration.isIdle {
      try runDirectory.stopEverything()
      return []
    }
    try runDirectory.create()
    try runDirectory.write(configuration)
    try runDirectory.startAgent(executable: executable)
    return try AgentClient(runDirectory).reload()
  }

  /// Starts an agent again where there should be one and none answers: its end is no difference of
  /// the host's state, as the processes go on without it.
  func revive(_ state: HostState) throws(RunDirectoryError) {
    guard !AgentConfiguration(state).isIdle, !AgentClient(runDirectory).ping() else {
      return
    }
    _ = try synchronize(state)
  }
}
