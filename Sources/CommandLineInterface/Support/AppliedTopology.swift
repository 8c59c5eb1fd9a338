import DataPlane
import FoundationEssentials
import Glibc
import HostState
import Netlink
import RunDirectory

/// A topology that is applied on this host: where its files and its pinned maps are.
struct AppliedTopology {
  let runDirectory: RunDirectory
  let dataPlane: DataPlane

  /// - Throws: `CommandFailure` when nothing of it is there.
  init(_ runDirectory: RunDirectory) throws {
    guard access(runDirectory.path, F_OK) == 0 else {
      let prefix = NamespaceName.prefix(topology: runDirectory.topology)
      let count = ((try? NamespaceDirectory.names(prefix: prefix)) ?? []).count
      guard count == 0 else {
        throw CommandFailure(
          .failure,
          "the topology `\(runDirectory.topology)` has \(count) namespace\(count == 1 ? "" : "s") on this "
            + "host and nothing that runs yet: its apply has not come to its end",
          help: "`bumpwire apply` goes on, `bumpwire destroy` removes what is there")
      }
      throw CommandFailure(
        .failure, "the topology `\(runDirectory.topology)` is not applied on this host",
        help: Self.alternative(to: runDirectory))
    }
    self.runDirectory = runDirectory
    dataPlane = DataPlane(
      fileSystem: BPFFileSystem(path: runDirectory.bpfFileSystem),
      recordDirectory: runDirectory.dataPlaneFiles)
  }

  /// A topology whose name may have been meant; else those that there are.
  private static func alternative(to runDirectory: RunDirectory) -> String {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: runDirectory.base)) ?? []
    let names = entries.filter(TopologyName.isName).sorted()
    if let near = NearName.suggestion(for: runDirectory.topology, among: names) {
      return "did you mean `\(near)`?"
    }
    if names.isEmpty { return "`bumpwire apply` applies it" }
    let shown = names.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
    return "applied here: \(shown)\(names.count > 5 ? ", …" : "")"
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
