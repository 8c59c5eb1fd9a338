import Diagnostics
import IPAddressing
package import Topology

/// Follows flows hop by hop, both ways.
package struct Tracer: Sendable {
  private let catalogue: FlowCatalogue
  private let trips: TripTracer

  package init(_ topology: Topology) {
    trips = TripTracer(topology)
    catalogue = FlowCatalogue(trips.walker)
  }

  /// Every flow between two ends: a class of addresses, a family and a hash choice each.
  ///
  /// - Parameters:
  ///   - protocol: what the flows are called; routing does not depend on it.
  ///   - port: the destination's; by default a load balancer's, or a target's behind it, else 443.
  package func trace(
    from source: TraceEnd, to destination: TraceEnd, protocol: String = "tcp", port: Int? = nil
  ) -> [TracedFlow] {
    AddressFamily.allCases.flatMap { family in
      flows(from: source, to: destination, family).flatMap { flow -> [TracedFlow] in
        var named = trips.reported(flow)
        named.protocol = `protocol`
        if let port { named.destinationPort = port }
        if `protocol` == "icmp" { (named.sourcePort, named.destinationPort) = (nil, nil) }
        guard catalogue.isPossible(flow) else { return [unaddressable(flow, named)] }
        return trips.walker.roundTrips(of: flow).map { trip in
          var traced = trips.traced(trip, named)
          for note in [silence(of: flow.destination, named), assumption(flow)] {
            if let note { traced.explanation += "; \(note)" }
          }
          return traced
        }
      }
    }
  }

  /// That a load balancer does not listen on the port: routing does not know, and a reader should.
  private func silence(of end: FlowEnd, _ flow: ReportedFlow) -> String? {
    guard case .loadBalancerNode(let id, _) = end, let port = flow.destinationPort else {
      return nil
    }
    let balancer = trips.walker.topology[id]
    if flow.protocol == "tcp", balancer.listeners.contains(where: { $0.port == port }) {
      return nil
    }
    let ports = balancer.listeners.map { "\($0.port)" }.joined(separator: ", ")
    return
      "but `\(trips.walker.topology.address(id))` listens on tcp \(ports), not on \(flow.protocol) \(port)"
  }

  /// That a host which nobody declared is taken for one with a public address: only such a host is
  /// spoken to from the internet.
  private func assumption(_ flow: Flow) -> String? {
    isPublicHost(flow.source, flow.destination, flow.family)
      ? "\(flow.destinationAddress) is taken for a host with a public address" : nil
  }

  private func isPublicHost(
    _ source: FlowEnd, _ destination: FlowEnd, _ family: AddressFamily
  ) -> Bool {
    guard case .subnet = destination, family == .ipv4 else { return false }
    switch source {
    case .internet, .internetHost: return true
    default: return false
    }
  }

  /// The flows that the catalogue has between two ends, or the one between two given addresses.
  private func flows(
    from source: TraceEnd, to destination: TraceEnd, _ family: AddressFamily
  ) -> [Flow] {
    func addresses(_ end: TraceEnd) -> [IPAddress] {
      guard let address = end.address else {
        return catalogue.representatives.addresses(
          of: end.end, family, declared: !isPublicHost(source.end, end.end, family))
      }
      return address.family == family ? [address] : []
    }
    let destinations = addresses(destination)
    return addresses(source).flatMap { from in
      destinations.map { Flow(from: source.end, from, to: destination.end, $0) }
    }
  }

  private func unaddressable(_ flow: Flow, _ named: ReportedFlow) -> TracedFlow {
    let explanation =
      switch flow.destination {
      case .internet, .internetHost:
        "\(flow.destinationAddress) is on the internet, too: the packet enters no VPC"
      default: "`\(named.destination)` has no public address"
      }
    return TracedFlow(
      flow: named, outcome: .noEntrance, explanation: explanation, forward: [], return: [])
  }
}
