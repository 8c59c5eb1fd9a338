import DataPlane
import HostState
import IPAddressing
import RunDirectory

/// Reads what appliances carry; on a thread of its own, as a large flow table takes its time.
protocol LoadMeter: Sendable {
  /// By address, the targets of one gateway load balancer.
  ///
  /// - Throws: when it cannot be told; that is not a load of 0.
  func measure(
    _ namespace: NamespaceName, countingFlows: Bool
  ) throws -> [IPAddress: TargetLoad]
}

/// Why a load is not known: the maps are gone, or of another version.
private struct Unreadable: Error, CustomStringConvertible {
  let namespace: NamespaceName

  var description: String { "the load of \(namespace)'s targets cannot be read" }
}

/// The counters and flow tables that are pinned in the topology's bpffs.
struct KernelLoadMeter: LoadMeter {
  private let dataPlane: DataPlane

  init(_ runDirectory: RunDirectory) {
    dataPlane = DataPlane(
      fileSystem: BPFFileSystem(path: runDirectory.bpfFileSystem),
      recordDirectory: runDirectory.dataPlaneFiles)
  }

  func measure(
    _ namespace: NamespaceName, countingFlows: Bool
  ) throws -> [IPAddress: TargetLoad] {
    guard let counters = try GatewayLoadBalancerCounters(dataPlane, namespace),
      let table = try FlowTable(dataPlane, namespace)
    else { throw Unreadable(namespace: namespace) }
    let flows = countingFlows ? try table.counts().byTarget : [:]
    let times = dataPlane.drainingTimes(namespace)
    var loads: [IPAddress: TargetLoad] = [:]
    for (slot, address) in try table.targets() {
      let given = counters.targets[slot]?.toTarget
      loads[address] = TargetLoad(
        flows: flows[FlowTable.Target(slot: slot, address: address)] ?? 0,
        bytes: given?.bytes ?? 0, packets: given?.packets ?? 0, draining: times[address] ?? 0)
    }
    return loads
  }
}
