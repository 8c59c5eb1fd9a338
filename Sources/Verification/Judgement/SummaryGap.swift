import IPAddressing
import Topology

/// A summary route that covers some of a transit gateway's VPCs, and not the one that an answer goes
/// to.
struct SummaryGap {
  private let topology: Topology
  private let summary: Candidate
  private let covered: Int
  private let missed: ID<VPC>

  /// Nil when the answer is lost for another reason.
  ///
  /// - Parameters:
  ///   - request: the leg that was delivered, over a transit gateway.
  ///   - step: where its answer found no route, or one to the internet.
  init?(topology: Topology, request: Path, step: Step, reason: DropReason) {
    switch reason {
    case .noRoute, .privateDestination: break
    default: return nil
    }
    guard let source = topology.vpc(of: request.start),
      let attachment = request.steps.lazy.compactMap({ $0.hub }).first
    else { return nil }
    let hub = topology[attachment].transitGateway
    let summaries = topology.candidates(in: step.table).filter { route in
      route.origin == .static && !route.destination.isDefault && route.leads(to: hub)
    }
    guard !summaries.isEmpty else { return nil }
    let own = topology.vpc(of: step.location)
    let others = topology.transitGateways[hub.index].attachments.lazy.map {
      topology.transitGatewayAttachments[$0.index].vpc
    }.filter { $0 != source && $0 != own }
    let best = summaries.map { route in
      (route, others.count { topology.vpcs[$0.index].isPart(of: route.destination) })
    }.max { $0.1 < $1.1 }
    guard let best, best.1 > 0 else { return nil }
    self.topology = topology
    summary = best.0
    covered = best.1
    missed = source
  }

  /// Names the cause of a lost answer.
  func name(_ fault: inout Fault) {
    fault.effects.insert(fault.id)
    fault.id = .summaryGap
    fault.message +=
      "; the summary \(summary.destination) covers \(covered) other VPC\(covered == 1 ? "" : "s"), and not `\(topology.address(missed))`"
    fault.location = summary.source
    fault.advice = "widen the summary, or add a route for `\(topology.address(missed))`"
  }
}

extension Step {
  /// The attachment by which a packet came onto a hub, while it is there.
  fileprivate var hub: ID<TransitGatewayAttachment>? {
    if case .transitGateway(let attachment, _) = location { attachment } else { nil }
  }
}

extension Candidate {
  /// Whether the route is one towards a transit gateway, or one of its own towards another VPC.
  fileprivate func leads(to hub: ID<TransitGateway>) -> Bool {
    switch nextHop {
    case .target(.transitGateway(let other)): other == hub
    case .attachment: true
    default: false
    }
  }
}

extension VPC {
  /// Whether a prefix covers some of its CIDRs, and more.
  fileprivate func isPart(of prefix: Prefix) -> Bool {
    let isInside = { (cidr: Prefix) in prefix.contains(cidr) && prefix != cidr }
    return ipv4.contains(where: isInside) || ipv6.contains(where: isInside)
  }
}
