import DataPlane
import Glibc
package import HostState
import IPAddressing
package import Netlink
package import RunDirectory

/// Reads what a topology owns on this host.
///
/// Everything in a namespace of the topology is the topology's: what somebody added by hand is
/// listed as well, so that it shows as drift (docs/architecture.md says what is not watched). What the kernel makes by itself is left out: `lo`,
/// connected and local routes, link-local addresses, learned neighbours, the default rules. So is
/// what a process of the topology holds in its own namespace, and the kernel takes away when it ends:
/// TUN devices with what refers to them, and nftables tables with `flags owner`.
package struct Observer: Sendable {
  package let topology: String
  package let runDirectory: RunDirectory
  /// Used where there are any, and added to.
  let connections: NamespaceConnections
  /// How many namespaces are read at once.
  package let threads: Int

  package init(
    topology: String, runDirectory: RunDirectory? = nil,
    connections: NamespaceConnections = NamespaceConnections(), threads: Int = 2
  ) {
    self.topology = topology
    self.runDirectory = runDirectory ?? RunDirectory(topology: topology)
    self.connections = connections
    self.threads = threads
  }

  /// The state of the host now.
  ///
  /// Nothing is locked: what others change meanwhile may be half in it.
  ///
  /// - Parameters:
  ///   - known: The states whose sysctls are read, what is desired first; there is no telling
  ///     otherwise which of the kernel's many values are the topology's.
  ///   - made: What a run that is to be verified has made of namespaces that were not there: what
  ///     only others make is not looked for in them, nor neighbours that are not in it.
  package func observe(
    knowing known: [HostState] = [], verifying made: [NamespaceName: NamespaceState] = [:]
  ) throws(ObservationError) -> HostState {
    var state = HostState(topology: topology)
    let readings = try readings(knowing: known, verifying: made) {
      reader throws(ObservationError) in try reader.read()
    }
    let kinds = try peers(of: readings)
    let stations = try stations(of: readings, peers: kinds)
    let interfaces = try interfaces(below: readings)
    let processes = runDirectory.runningProcesses()
    for (index, reading) in readings.enumerated() {
      var namespace = reading.state
      namespace.links = reading.links(
        peers: kinds[index], interfaces: interfaces[index], stations: stations[index])
      namespace.processes = processes[reading.name] ?? [:]
      if reading.hasHoldings, !namespace.processes.isEmpty {
        let holdings = ProcessHoldings(in: reading.name, runDirectory)
        namespace.leaveOut(reading.links(of: holdings))
        for table in reading.tables(of: holdings) { namespace.nftables[table] = nil }
      }
      let isMachine =
        !namespace.processes.isEmpty
        || known.contains { $0.namespaces[reading.name]?.processes.isEmpty == false }
      if isMachine {
        // Nothing tells who made these: the process may have, for its own packets.
        namespace.foreign = namespace.foreign.filter {
          $0.kind != .legacyTable && $0.kind != .ipsec
        }
      }
      state.namespaces[reading.name] = namespace
    }
    return state
  }

  /// What `destroy` has to name: the namespaces, and in them data planes and processes.
  ///
  /// Whatever else there is goes with its namespace, and is not read.
  package func observeOutline() throws(ObservationError) -> HostState {
    var state = HostState(topology: topology)
    let processes = runDirectory.runningProcesses()
    for reading in try readings({ reader throws(ObservationError) in try reader.readOutline() }) {
      var namespace = reading.state
      namespace.processes = processes[reading.name] ?? [:]
      state.namespaces[reading.name] = namespace
    }
    return state
  }

  /// Of several states the first one's.
  private static func sysctls(of states: [HostState]) -> [NamespaceName: [String: String]] {
    var values: [NamespaceName: [String: String]] = [:]
    for state in states {
      for (name, namespace) in state.namespaces {
        values[name, default: [:]].merge(namespace.sysctls) { first, _ in first }
      }
    }
    return values
  }

  private func readings(
    knowing known: [HostState] = [], verifying made: [NamespaceName: NamespaceState] = [:],
    _ read: @Sendable (NamespaceReader) throws(ObservationError) -> NamespaceReading?
  ) throws(ObservationError) -> [NamespaceReading] {
    let dataPlane = DataPlane(
      fileSystem: BPFFileSystem(path: runDirectory.bpfFileSystem),
      recordDirectory: runDirectory.dataPlaneFiles)
    let sysctls = Self.sysctls(of: known)
    let peers = PeerResolver.questions(knowing: known)
    let results: [Result<NamespaceReading?, ObservationError>]
    do throws(NetlinkError) {
      let names = try NamespaceDirectory.names(prefix: NamespaceName.prefix(topology: topology))
        .map(NamespaceName.init(rawValue:))
      results = try DedicatedThread.map(names, threads: threads) { name in
        let reader = NamespaceReader(
          name: name, sysctls: sysctls[name] ?? [:],
          addresses: known.reduce(into: []) { $0.formUnion($1.namespaces[name]?.addresses ?? []) },
          peers: peers[name] ?? [], made: made[name], connections: connections, dataPlane: dataPlane
        )
        return Result { () throws(ObservationError) in try read(reader) }
      }
    } catch {
      throw .netlink(error)
    }
    var readings: [NamespaceReading] = []
    for result in results {
      if let reading = try result.get() { readings.append(reading) }
    }
    try requireOneName(readings)
    return readings
  }

  /// What two names stand for would be made to be both.
  private func requireOneName(_ readings: [NamespaceReading]) throws(ObservationError) {
    var names: [NamespaceHandle.Identity: NamespaceName] = [:]
    for reading in readings {
      guard let identity = reading.identity,
        let other = names.updateValue(reading.name, forKey: identity)
      else { continue }
      throw .netlink(
        NetlinkError(
          request: "netns open \(reading.name)", code: EPERM,
          explanation:
            "it is the namespace of \(other) too: take away the name that is not bumpwire's"))
    }
  }

  private func interfaces(
    below readings: [NamespaceReading]
  ) throws(ObservationError) -> [[Int32: LinkName]] {
    do throws(NetlinkError) {
      return try InterfaceResolver(connections: connections).resolve(readings)
    } catch {
      throw .netlink(error)
    }
  }

  private func stations(
    of readings: [NamespaceReading], peers: [[Int32: PeerResolver.End]]
  ) throws(ObservationError) -> [[Int32: MACAddress]] {
    do throws(NetlinkError) {
      return try StationResolver(readings: readings, connections: connections)
        .resolve(peers: peers, threads: threads)
    } catch {
      throw .netlink(error)
    }
  }

  private func peers(
    of readings: [NamespaceReading]
  ) throws(ObservationError) -> [[Int32: PeerResolver.End]] {
    do throws(NetlinkError) {
      return try PeerResolver(readings, connections).resolve(threads: threads)
    } catch {
      throw .netlink(error)
    }
  }
}
