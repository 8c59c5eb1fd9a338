import DataPlane
import Glibc
import HostState
import RunDirectory

/// A topology that is applied on this host: where its files and its pinned maps are.
struct AppliedTopology {
  let runDirectory: RunDirectory
  let dataPlane: DataPlane

  /// - Throws: `CommandFailure` when nothing of it is there.
  init(_ runDirectory: RunDirectory) throws {
    guard access(runDirectory.path, F_OK) == 0 else {
      throw CommandFailure(
        .failure, "the topology `\(runDirectory.topology)` is not applied on this host",
        help: "`bumpwire apply` applies it")
    }
    self.runDirectory = runDirectory
    dataPlane = DataPlane(
      fileSystem: BPFFileSystem(path: runDirectory.bpfFileSystem),
      recordDirectory: runDirectory.dataPlaneFiles)
  }

  /// What the agent was told of it; of nothing when that was interrupted.
  func configuration() throws -> AgentConfiguration {
    do throws(RunDirectoryError) {
      return try runDirectory.readConfiguration()
        ?? AgentConfiguration(topology: runDirectory.topology)
    } catch {
      throw CommandFailure(error)
    }
  }
}

extension AgentConfiguration {
  /// By the namespaces that they are in.
  var gatewayLoadBalancers: [NamespaceName: GatewayLoadBalancerDataPlane] {
    namespaces.compactMapValues { content in
      if case .gatewayLoadBalancer(let balancer)? = content.dataPlane { balancer } else { nil }
    }
  }
}
