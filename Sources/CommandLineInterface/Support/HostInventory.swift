import FoundationEssentials
import HostState
import Netlink
import Planning
import RunDirectory
import StateStore

/// What topologies a host has something of: by the kernel, the run directory and the state.
struct HostInventory {
  let options: HostOptions

  /// In the order of their names.
  func read() -> [ListedTopology] {
    let namespaces = Self.namespacesByTopology
    return options.knownTopologies.map { topology($0, namespaces: namespaces[$0] ?? 0) }
  }

  private func topology(_ name: String, namespaces: Int) -> ListedTopology {
    var listed = ListedTopology(
      name: name, namespaces: namespaces, agent: Self.agent(options.runDirectory(of: name)))
    guard let store = try? StateStore.reading(name, in: options.stateDirectory) else {
      return listed
    }
    if let last = try? store.lastApplied() {
      listed.source = last.source?.files.first?.place
      listed.objects = last.state.objects.count
      listed.applied = (try? store.lastApplyTime()) ?? nil
    }
    if let run = try? store.lastRun() {
      listed.lastRun =
        switch run.outcome {
        case .done?: .done
        case .failed?: .failed
        case .rolledBack?: .rolledBack
        case .rollingBack?, nil: TopologyLock.holder(of: name) == nil ? .cutOff : .underWay
        }
    }
    return listed
  }

  static func agent(_ runDirectory: RunDirectory) -> ListedTopology.Agent {
    if let holder = AgentPresence.holder(runDirectory) {
      let answers = !holder.isStopped && AgentClient(runDirectory).ping()
      return answers ? .up(pid: holder.pid) : .silent(pid: holder.pid)
    }
    let configuration = (try? runDirectory.readConfiguration()) ?? nil
    return configuration.map(\.isIdle) ?? true ? .notNeeded : .down
  }
}

extension HostOptions {
  var knownTopologies: [String] {
    HostInventory.names(stateDirectory: stateDirectory, runDirectory: runDir)
  }
}

extension HostInventory {
  /// The names of all topologies that the host has something of, as far as the user may see it;
  /// sorted.
  static func names(stateDirectory: StateDirectory, runDirectory: String) -> [String] {
    let running = (try? FileManager.default.contentsOfDirectory(atPath: runDirectory)) ?? []
    let names = StateStore.topologies(in: stateDirectory) + running + namespacesByTopology.keys
    return Set(names.filter(TopologyName.isName)).sorted()
  }

  /// How many namespaces each topology has.
  private static var namespacesByTopology: [String: Int] {
    let names = (try? NamespaceDirectory.names(prefix: "bw.")) ?? []
    let topologies = names.compactMap { name -> String? in
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      return parts.count > 2 ? String(parts[1]) : nil
    }
    return topologies.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}
