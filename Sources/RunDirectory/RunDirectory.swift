import HostState

/// One topology's volatile files under `/run/bumpwire`, for the agent, execution and observation.
///
/// Directories are 0700, files 0600, writes atomic.
///
/// ```
/// /run/bumpwire/TOPOLOGY/
///   bpf/                       the private bpffs: pinned maps, programs and links
///   data-plane/                the data plane's side files
///   agent.json                 what the agent runs (`AgentConfiguration`)
///   agent.lock                 held by the agent (flock(2)); holds its pid and start time; an
///                              abstract socket tells of an agent that lost it (`AgentPresence`)
///   agent.sock, agent.log      its socket and its log
///   metrics.json               where the agent serves metrics, if it does (`MetricsAddress`)
///   capacities.json            how many members scaling has given to groups (`GroupCapacity`)
///   confirmation.json          until when a change has to be confirmed, while it has to be
///   health.json                the targets' health, so that a new agent starts from it
///   processes/REST/NAME/       a process's run directory: its files, `@RUN@`
///   records/REST/NAME.json     a process's `ProcessRecord`
///   logs/REST/NAME.stdout      what it prints, bounded; likewise `.stderr`
/// ```
///
/// REST is the namespace's name without the prefix that all names of the topology share: Unix
/// socket paths hold 107 bytes (unix(7)), so every byte above a process's own socket counts. A
/// process that may have a long path names its sockets relative to its working directory.
package struct RunDirectory: Hashable, Sendable {
  package static let defaultBase = "/run/bumpwire"

  package let topology: String
  /// The directory that holds every topology's directory.
  package let base: String

  package init(topology: String, base: String = defaultBase) {
    self.topology = topology
    self.base = base
  }

  package var path: String { "\(base)/\(topology)" }
  package var bpfFileSystem: String { "\(path)/bpf" }
  package var dataPlaneFiles: String { "\(path)/data-plane" }
  package var agentConfiguration: String { "\(path)/agent.json" }
  package var agentLock: String { "\(path)/agent.lock" }
  package var agentSocket: String { "\(path)/agent.sock" }
  package var agentLog: String { "\(path)/agent.log" }
  package var health: String { "\(path)/health.json" }
  package var confirmation: String { "\(path)/confirmation.json" }
  package var capacities: String { "\(path)/capacities.json" }
  package var metrics: String { "\(path)/metrics.json" }

  var processes: String { "\(path)/processes" }
  var records: String { "\(path)/records" }
  var logs: String { "\(path)/logs" }

  /// What `@RUN@` stands for in a process's arguments and files, and its working directory unless
  /// its state names another.
  package func runDirectory(of process: ProcessName) -> String {
    "\(processes)/\(directoryName(process.namespace))/\(process.name)"
  }

  package func standardOutputLog(of process: ProcessName) -> String {
    "\(logs)/\(directoryName(process.namespace))/\(process.name).stdout"
  }

  package func standardErrorLog(of process: ProcessName) -> String {
    "\(logs)/\(directoryName(process.namespace))/\(process.name).stderr"
  }

  func record(of process: ProcessName) -> String {
    "\(records)/\(directoryName(process.namespace))/\(process.name).json"
  }

  /// What marks a process and its descendants: which run directory this is, though somebody may
  /// have removed it since, then the process's place in it.
  package func mark(of process: ProcessName) -> String {
    "\(markPrefix)\(directoryName(process.namespace))/\(process.name)"
  }

  var markPrefix: String { "\(identity):" }

  private func directoryName(_ namespace: NamespaceName) -> String {
    let prefix = NamespaceName.prefix(topology: topology)
    let name = namespace.rawValue
    return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
  }
}
