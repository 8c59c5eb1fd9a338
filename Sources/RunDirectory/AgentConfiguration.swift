import Glibc
package import HostState

/// What the agent of one topology looks after, written before it starts or is told to reload.
package struct AgentConfiguration: Hashable, Sendable, Codable {
  package struct Namespace: Hashable, Sendable, Codable {
    /// The resource that the namespace stands for, for `status`.
    package var resource: String
    package var processes: [String: ProcessState]
    package var dataPlane: DataPlaneState?

    package init(
      resource: String, processes: [String: ProcessState] = [:], dataPlane: DataPlaneState? = nil
    ) {
      self.resource = resource
      self.processes = processes
      self.dataPlane = dataPlane
    }
  }

  package var topology: String
  /// Where the topology's state is kept, for the agent to apply it in another size; nil where it
  /// applies nothing.
  package var stateDirectory: String?
  /// Only those with processes or a data plane.
  package var namespaces: [NamespaceName: Namespace]

  package init(
    topology: String, stateDirectory: String? = nil,
    namespaces: [NamespaceName: Namespace] = [:]
  ) {
    self.topology = topology
    self.stateDirectory = stateDirectory
    self.namespaces = namespaces
  }

  /// The agent's part of a host's state.
  package init(_ state: HostState, stateDirectory: String? = nil) {
    self.init(
      topology: state.topology, stateDirectory: stateDirectory,
      namespaces: state.namespaces.compactMapValues { namespace in
        guard !namespace.processes.isEmpty || namespace.dataPlane != nil else { return nil }
        return Namespace(
          resource: namespace.resource, processes: namespace.processes,
          dataPlane: namespace.dataPlane)
      })
  }

  /// Whether there is nothing to look after: a source check runs by itself.
  package var isIdle: Bool {
    namespaces.values.allSatisfy { namespace in
      guard namespace.processes.isEmpty else { return false }
      switch namespace.dataPlane {
      case .sourceCheck, nil: return true
      default: return false
      }
    }
  }

  /// Every process, by its full name.
  package var processes: [ProcessName: ProcessState] {
    var result: [ProcessName: ProcessState] = [:]
    for (namespace, content) in namespaces {
      for (name, state) in content.processes {
        result[ProcessName(namespace: namespace, name: name)] = state
      }
    }
    return result
  }
}

extension RunDirectory {
  /// Leaves the configuration for the agent; it reads it when it starts and when told to reload.
  package func write(_ configuration: AgentConfiguration) throws(RunDirectoryError) {
    try AtomicFile.writeJSON(configuration, to: agentConfiguration)
  }

  /// Replaces what the last agent was told and found by a configuration that needs none, so that
  /// nobody reads of what is gone; without a run directory nothing is left to replace.
  package func leaveIdle(_ configuration: AgentConfiguration) throws(RunDirectoryError) {
    guard access(path, F_OK) == 0 else { return }
    try write(configuration)
    for file in [health, capacities] where unlink(file) != 0 && errno != ENOENT {
      throw .last("remove \(file)")
    }
  }

  /// The configuration that was written last, or nil if none was.
  package func readConfiguration() throws(RunDirectoryError) -> AgentConfiguration? {
    guard
      let configuration = try AtomicFile.readJSON(
        AgentConfiguration.self, from: agentConfiguration)
    else { return nil }
    guard configuration.topology == topology else {
      throw .corrupt(
        path: agentConfiguration, reason: "it is topology \(configuration.topology)'s")
    }
    return configuration
  }
}
