import DataPlane
import HostState
import IPAddressing
import RunDirectory

/// Reads the flow tables of a topology's gateway load balancers.
struct FlowReader {
  private let topology: AppliedTopology
  private var runDirectory: RunDirectory { topology.runDirectory }
  private var dataPlane: DataPlane { topology.dataPlane }

  init(_ topology: AppliedTopology) { self.topology = topology }

  /// Flows that have the address and the port at one of their ends, the latest first.
  func read(address: IPAddress?, port: UInt16?) throws -> [ListedFlow] {
    var flows: [ListedFlow] = []
    for (namespace, content) in try runDirectory.readConfiguration()?.namespaces ?? [:] {
      guard case .gatewayLoadBalancer(let balancer) = content.dataPlane,
        let table = try FlowTable(dataPlane, namespace)
      else { continue }
      let endpoints = Dictionary(
        balancer.endpoints.map { ($0.id, $0.resource) }, uniquingKeysWith: { first, _ in first })
      let targets = Dictionary(
        balancer.targets.map {
          (FlowTable.Target(slot: $0.slot, address: $0.address), $0.resource)
        }, uniquingKeysWith: { first, _ in first })
      try table.forEach { flow in
        guard flow.hasEnd(address: address, port: port) else { return }
        let target = FlowTable.Target(slot: flow.targetSlot, address: flow.targetAddress)
        flows.append(
          ListedFlow(
            endpoint: endpoints[flow.endpointID] ?? "an endpoint that is gone",
            target: targets[target] ?? "\(flow.targetAddress)", flow: flow))
      }
    }
    return flows.sorted {
      ($0.flow.idle, $0.endpoint, $0.flow.source.port)
        < ($1.flow.idle, $1.endpoint, $1.flow.source.port)
    }
  }
}

extension Flow {
  fileprivate func hasEnd(address: IPAddress?, port: UInt16?) -> Bool {
    [source, destination].contains {
      (address == nil || $0.address == address) && (port == nil || $0.port == port)
    }
  }
}
