import Diagnostics
import IPAddressing
import Topology

/// Attachments, and what transit gateways' tables lead to.
extension SiteChecks {
  /// A VPC's own addresses, as a transit gateway's table leads to them.
  private struct Region {
    let prefix: Prefix
    let attachment: ID<TransitGatewayAttachment>
    let route: TransitGatewayRouteTable.Route
  }

  /// Two VPCs that one table leads to, with addresses in common: a destination is one host or
  /// another.
  struct Overlap: Sendable {
    let vpcs: Set<ID<VPC>>
    let fault: Fault

    /// Names what is wrong between the two VPCs as the cause of a lost packet.
    func name(_ lost: inout Fault) {
      lost.effects.formUnion(fault.effects.union([lost.id]))
      (lost.id, lost.severity, lost.location) = (fault.id, fault.severity, fault.location)
      (lost.message, lost.related, lost.advice) = (fault.message, fault.related, fault.advice)
      lost.candidates = []
    }
  }

  func overlaps() -> [Overlap] {
    topology.transitGatewayRouteTables.flatMap { table -> [Overlap] in
      var open: [Region] = []
      var faults: [Overlap] = []
      // Prefixes are nested or apart: those that contain this one are still open.
      for region in regions(of: table) {
        open.removeAll { !$0.prefix.contains(region.prefix) }
        if let other = open.last(where: { $0.attachment != region.attachment }) {
          faults.append(
            Overlap(
              vpcs: [topology[other.attachment].vpc, topology[region.attachment].vpc],
              fault: overlap(other, region, in: table)))
        }
        open.append(region)
      }
      return faults
    }
  }

  private func regions(of table: TransitGatewayRouteTable) -> [Region] {
    table.routes.flatMap { route -> [Region] in
      guard case .attachment(let attachment) = route.target else { return [] }
      return topology[topology[attachment].vpc].cidrs.filter { $0.overlaps(route.destination) }.map
      {
        let prefix = $0.contains(route.destination) ? route.destination : $0
        return Region(prefix: prefix, attachment: attachment, route: route)
      }
    }.sorted { ($0.prefix, $0.attachment) < ($1.prefix, $1.attachment) }
  }

  private func overlap(
    _ left: Region, _ right: Region, in table: TransitGatewayRouteTable
  ) -> Fault {
    let (first, second) =
      left.attachment < right.attachment ? (left, right) : (right, left)
    let name = { (region: Region) in "`\(topology.address(region.attachment))`" }
    let advice =
      "give one of the two VPCs other addresses, or let only one of them be in this table"
    if first.route.origin == .propagated, second.route.origin == .propagated {
      var fault = make(
        .tgwPropagationSuppressed, .error,
        "\(name(second)) propagates \(second.prefix) to `\(topology.address(table.id))`, and AWS does not install it: \(name(first)) has \(first.prefix)",
        at: second.route.source, related: [.init("the other VPC's", at: first.route.source)],
        advice: advice, candidates: [[leavingOut(second, of: table)]])
      fault.effects = [.overlappingCIDR]
      return fault
    }
    return make(
      .overlappingCIDR, .error,
      "`\(topology.address(table.id))` leads to \(first.prefix) of \(name(first)) and to \(second.prefix) of \(name(second)): the same address is two hosts",
      at: second.route.source, related: [.init("the other route", at: first.route.source)],
      advice: advice, candidates: [first, second].map { [leavingOut($0, of: table)] })
  }

  /// One of two VPCs is no longer in a table.
  private func leavingOut(_ region: Region, of table: TransitGatewayRouteTable) -> Edit {
    region.route.origin == .propagated
      ? .set(.withdraw(region.attachment, from: table.id))
      : .removeRoute(
        .transitGateway(table.id), region.route.destination, .attachment(region.attachment))
  }

  /// Appliance mode holds a flow in one zone of one transit gateway; a second one knows nothing of
  /// it.
  func severalTransitGateways() -> [Fault] {
    Dictionary(grouping: topology.transitGatewayAttachments, by: \.vpc)
      .sorted { $0.key < $1.key }
      .compactMap { vpc, attachments in
        guard attachments.count > 1, attachments.contains(where: \.applianceMode),
          attachments.contains(where: { evidence.inspecting.contains($0.id) })
        else { return nil }
        var fault = make(
          .applianceModeMultiTGW, evidence.crossings[vpc] == nil ? .warning : .error,
          "`\(topology.address(vpc))` inspects in appliance mode and is attached to \(attachments.count) transit gateways, which do not share their choice of zone",
          at: attachments[1].source,
          related: [.init("the first attachment", at: attachments[0].source)],
          advice: "attach a VPC that inspects to one transit gateway only")
        (fault.trip, fault.pair) = (evidence.crossings[vpc]?.trip, evidence.crossings[vpc]?.pair)
        return fault
      }
  }

  /// Appliance mode where nothing is inspected.
  func uselessApplianceMode() -> [Fault] {
    topology.transitGatewayAttachments.compactMap { attachment in
      guard attachment.applianceMode, !evidence.inspecting.contains(attachment.id) else {
        return nil
      }
      return make(
        .applianceModeUseless, .note,
        "`\(topology.address(attachment.id))` is in appliance mode, and no flow is inspected behind it",
        at: attachment.applianceModeSource ?? attachment.source,
        advice: "leave out `appliance_mode`: only the attachment of a VPC that inspects needs it")
    }
  }
}
