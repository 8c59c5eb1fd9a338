import Diagnostics
import Topology

/// Demands that no routing can meet.
extension SiteChecks {
  /// Packets within a subnet never reach its router (aws-gwlb 4.1).
  func demandsWithinSubnets() -> [Fault] {
    topology.inspections.compactMap { inspection in
      let first = explicitSubnets(inspection.first)
      guard let subnet = first.intersection(explicitSubnets(inspection.second)).min() else {
        return nil
      }
      return make(
        .intraSubnetUninspectable, .warning,
        "inspection `\(inspection.name)` has both ends in `\(topology.address(subnet))`: packets within a subnet never reach a route table",
        at: inspection.source, related: [.init("the subnet", at: topology[subnet].source)],
        advice: "put what must be inspected in subnets of its own")
    }
  }

  /// The subnets that a selector names by a thing in them; a pattern or a VPC means what is between
  /// subnets.
  private func explicitSubnets(_ selector: FlowSelector) -> Set<ID<Subnet>> {
    guard selector.text.contains("/"), !selector.text.contains("*") else { return [] }
    return Set(selector.ends.compactMap { topology.subnet(of: $0) })
  }

  /// What an expectation says about ports is not checked; where no listener has the port, it may
  /// well be wrong.
  func unsupportedExpectations() -> [Fault] {
    topology.expectations.compactMap { expectation in
      guard let port = expectation.port, expectation.path != .unreachable else { return nil }
      let balancers = expectation.to.ends.compactMap { end -> LoadBalancer? in
        if case .loadBalancerNode(let balancer, _) = end { topology[balancer] } else { nil }
      }
      let isTCP = expectation.protocol.map { $0 == "tcp" } ?? true
      guard
        let deaf = balancers.first(where: { balancer in
          !isTCP || !balancer.listeners.contains { $0.port == port }
        })
      else { return nil }
      let ports = deaf.listeners.map { "\($0.port)" }.joined(separator: ", ")
      return make(
        .modelUnsupported, .warning,
        "ports are not modelled, so nothing is said about \(expectation.protocol ?? "tcp") port \(port) of `\(topology.address(deaf.id))`, which listens on tcp \(ports)",
        at: expectation.source, related: [.init("the load balancer", at: deaf.source)],
        advice: "name a port that it listens on, or leave the port out")
    }
  }
}
