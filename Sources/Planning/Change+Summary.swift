import HostState
import IPAddressing

extension Change {
  /// What the object is or was set to, in a few words; empty where its identity says it all.
  package var summary: String {
    switch after ?? before {
    case .namespace(let resource)?: resource
    case .sysctl(let value)?: "= \(value)"
    case .link(let state)?: state.kind.label
    case .address(let lengths)?: lengths.map { "/\($0)" }.joined(separator: ", ")
    case .neighbor(let macAddress)?: "lladdr \(macAddress)"
    case .route(let action, let lockedMTU)?:
      action.description + (lockedMTU.map { " mtu lock \($0)" } ?? "")
    case .dataPlane(let state)?: state.label
    case .process(let state)?: state.arguments.joined(separator: " ")
    case .foreignRoute?, .foreign?, .rule?, .absentDefaultRule?, .nftablesTable?, nil: ""
    }
  }
}

extension DataPlaneState {
  fileprivate var label: String {
    switch self {
    case .gatewayLoadBalancer(let state):
      "gateway load balancer: \(count(state.endpoints, "endpoint")), \(count(state.nodes, "node")), "
        + count(state.targets, "target")
    case .networkAddressTranslation(let state):
      "1:1 NAT of \(count(state.publicToPrivate, "address", "addresses")) on \(state.link)"
    case .firewall(let state): "GENEVE terminator on \(state.link)"
    case .passThrough(let state): "GENEVE reflector on \(state.link)"
    case .sourceCheck(let state): "source check at \(count(state.ports, "port"))"
    case .incomplete: "incomplete"
    }
  }

  private func count(
    _ things: some Collection, _ noun: String, _ plural: String? = nil
  ) -> String {
    "\(things.count) \(things.count == 1 ? noun : plural ?? noun + "s")"
  }
}
