import DataPlane
import RunDirectory
import Synchronization

/// What metrics are of: the topology as it is applied now, for whichever thread asks.
final class MetricsSource: Sendable {
  private let configuration: Mutex<AgentConfiguration>
  private let dataPlane: DataPlane

  init(_ configuration: AgentConfiguration, _ runDirectory: RunDirectory) {
    self.configuration = Mutex(configuration)
    dataPlane = DataPlane(
      fileSystem: BPFFileSystem(path: runDirectory.bpfFileSystem),
      recordDirectory: runDirectory.dataPlaneFiles)
  }

  func update(_ configuration: AgentConfiguration) {
    self.configuration.withLock { $0 = configuration }
  }

  /// Reads the kernel.
  func text() throws -> String {
    try Metrics(configuration.withLock { $0 }, dataPlane, hasAgent: true).text
  }
}
