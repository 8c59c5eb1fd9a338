import DataPlane
import HostState
import IPAddressing
import RunDirectory

/// The data planes that are pinned in the topology's bpffs.
struct KernelDataPlaneControl: DataPlaneControl {
  private struct NotAttached: Error, CustomStringConvertible {
    let description = "no data plane is attached"
  }

  private let dataPlane: DataPlane

  init(_ runDirectory: RunDirectory) {
    dataPlane = DataPlane(
      fileSystem: BPFFileSystem(path: runDirectory.bpfFileSystem),
      recordDirectory: runDirectory.dataPlaneFiles)
  }

  func publish(healthy: [Int: Set<IPAddress>], in namespace: NamespaceName) throws {
    guard let health = try TargetHealth(dataPlane, namespace) else { throw NotAttached() }
    try health.set(healthyByZone: healthy)
  }

  func healthyTargets(in namespace: NamespaceName) throws -> Set<IPAddress>? {
    try TargetHealth(dataPlane, namespace)?.healthyTargets
  }

  func isAttached(_ dataPlane: DataPlaneState, in namespace: NamespaceName) -> Bool {
    guard let observed = try? self.dataPlane.observe(namespace) else { return false }
    // An index of 0 stands for programs that are not attached, so it is never the link's.
    switch (dataPlane, observed) {
    case (.firewall(let wanted), .firewall(let found)): return wanted.linkIndex == found.linkIndex
    case (.passThrough(let wanted), .passThrough(let found)):
      return wanted.linkIndex == found.linkIndex
    default: return false
    }
  }
}
