import DataPlane
import HostState

/// Reads the flow tables of a topology's gateway load balancers.
struct FlowReader {
  private let topology: AppliedTopology
  private var dataPlane: DataPlane { topology.dataPlane }

  init(_ topology: AppliedTopology) { self.topology = topology }

  /// Calls `body` with the flows that the filter lets through, in the order of the tables.
  func forEach(_ filter: FlowFilter, _ body: (ListedFlow) -> Void) throws {
    let balancers = try topology.configuration().gatewayLoadBalancers
    for (namespace, balancer) in balancers.sorted(by: { $0.key < $1.key }) {
      guard let table = try FlowTable(dataPlane, namespace) else { continue }
      let endpoints = Dictionary(
        balancer.endpoints.map { ($0.id, $0.resource) }, uniquingKeysWith: { first, _ in first })
      let targets = Dictionary(
        balancer.targets.map {
          (FlowTable.Target(slot: $0.slot, address: $0.address), $0.resource)
        }, uniquingKeysWith: { first, _ in first })
      try table.forEach { flow in
        guard filter.contains(flow) else { return }
        let target = FlowTable.Target(slot: flow.targetSlot, address: flow.targetAddress)
        let resource = targets[target]
        let listed = ListedFlow(
          endpoint: endpoints[flow.endpointID] ?? "an endpoint that is gone",
          target: resource ?? "\(flow.targetAddress)", isTargetGone: resource == nil, flow: flow)
        if filter.contains(listed) { body(listed) }
      }
    }
  }
}
