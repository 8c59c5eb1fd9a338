import IPAddressing
import Topology

/// Gives a flow the names, public addresses and ports that a person would see.
struct FlowNaming: Sendable {
  private let judge: Judge
  private var topology: Topology { judge.topology }

  init(_ judge: Judge) { self.judge = judge }

  func reported(_ flow: Flow) -> ReportedFlow {
    ReportedFlow(
      protocol: "tcp", source: judge.name(of: flow.source, flow.sourceAddress),
      sourceAddress: flow.sourceAddress, sourcePort: 49152,
      destination: judge.name(of: flow.destination, flow.destinationAddress),
      destinationAddress: isFromInternet(flow) ? publicAddress(flow) : flow.destinationAddress,
      destinationPort: port(flow))
  }

  /// A packet to an address that may be nobody's.
  func reported(_ path: Path, from source: FlowEnd) -> ReportedFlow {
    ReportedFlow(
      protocol: "tcp", source: judge.name(of: source, path.source), sourceAddress: path.source,
      sourcePort: 49152, destination: "any host there", destinationAddress: path.destination,
      destinationPort: 443)
  }

  private func isFromInternet(_ flow: Flow) -> Bool {
    switch flow.source {
    case .internet, .internetHost: true
    default: false
    }
  }

  private func publicAddress(_ flow: Flow) -> IPAddress {
    let mapped: IPAddress? =
      switch flow.destination {
      case .instance(let instance): topology[instance].publicAddress
      case .loadBalancerNode(let balancer, let node):
        topology[balancer].nodes[node].publicAddress
      default: nil
      }
    guard flow.family == .ipv4, let mapped else { return flow.destinationAddress }
    return mapped
  }

  private func port(_ flow: Flow) -> Int {
    if case .loadBalancerNode(let balancer, _) = flow.destination {
      return topology[balancer].listeners.first?.port ?? 80
    }
    if case .loadBalancerNode(let balancer, _) = flow.source,
      case .instance(let instance) = flow.destination
    {
      let groups = topology[balancer].listeners.map { topology[$0.targetGroup] }
      return groups.first { $0.targets.contains(instance) }?.port ?? 80
    }
    return 443
  }
}
