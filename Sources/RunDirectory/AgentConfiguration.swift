import Glibc
package import HostState

/// What the agent of one topology looks after, written before it starts or is told to reload.
package struct AgentConfiguration: Hashable, Sendable, Codable {
  package struct Namespace: Hashable, Sendable, Codable {
    /// The resource that the namespace stands for, for `status`.
    package var resource: String
    package var processes: [String: ProcessState]
    package var dataPlane: DataPlaneState?
    /// Whether nftables has rules there, which count what they refuse.
    package var hasRules: Bool?

    package init(
      resource: String, processes: [String: ProcessState] = [:], dataPlane: DataPlaneState? = nil,
      hasRules: Bool? = nil
    ) {
      self.resource = resource
      self.processes = processes
      self.dataPlane = dataPlane
      self.hasRules = hasRules
    }
  }

  package var topology: String
  /// Where the topology's state is kept, for the agent to apply it in another size; nil where it
  /// applies nothing.
  package var stateDirectory: String?
  /// Only those with processes, a data plane or rules.
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
        let hasRules = !namespace.nftables.isEmpty
        guard !namespace.processes.isEmpty || namespace.dataPlane != nil || hasRules else {
          return nil
        }
        return Namespace(
          resource: namespace.resource, processes: namespace.processes,
          dataPlane: namespace.dataPlane, hasRules: hasRules ? true : nil)
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

  /// The namespaces that may refuse packets, in order.
  package var refusing: [NamespaceName] {
    namespaces.filter { $0.value.dataPlane != nil || $0.value.hasRules == true }.keys.sorted()
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
