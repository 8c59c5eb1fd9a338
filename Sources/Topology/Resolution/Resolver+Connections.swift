import Configuration
import Diagnostics
import IPAddressing

extension Resolver {
  mutating func resolvePeerings() {
    // By the two VPCs' numbers, the lower first.
    var pairs: [SIMD2<Int32>: SourceRange] = [:]
    for entry in declaration.peerings {
      guard let between = entry.value.between else { continue }
      let ends = between.value.compactMap { vpc($0) }
      guard ends.count == 2 else { continue }
      guard ends[0] != ends[1] else {
        refuse(
          .invalidValue, "a peering joins two different VPCs", at: between.range)
        continue
      }
      let pair = SIMD2(min(ends[0], ends[1]).rawValue, max(ends[0], ends[1]).rawValue)
      if let first = pairs[pair] {
        refuse(
          .duplicateConnection,
          "`\(topology[ends[0]].name)` and `\(topology[ends[1]].name)` are peered a second time",
          at: between.range, notes: [.init("they are first peered here", at: first)],
          help: "take one of the two out")
      }
      pairs[pair] = between.range
      checkOverlap(ends[0], ends[1], at: between.range)
      let id = ID<Peering>(topology.peerings.count)
      peerings[entry.name] = id
      topology.peerings.append(
        Peering(id: id, name: entry.name, vpcs: (ends[0], ends[1]), source: entry.range))
    }
  }

  private mutating func checkOverlap(_ left: ID<VPC>, _ right: ID<VPC>, at range: SourceRange) {
    let others = topology[right].cidrs
    for first in topology[left].cidrs {
      guard let second = others.first(where: { $0.overlaps(first) }) else { continue }
      refuse(
        .overlappingPeeredVPCs,
        "the peered VPCs `\(topology[left].name)` (\(first)) and `\(topology[right].name)` "
          + "(\(second)) overlap",
        at: range,
        notes: [
          .init("`\(topology[left].name)` has its CIDR here", at: source(of: first, in: left)),
          .init("`\(topology[right].name)` has its CIDR here", at: source(of: second, in: right)),
        ], help: "AWS refuses such a peering: give one of the two other addresses")
      return
    }
  }

  mutating func vpc(_ name: Located<String>) -> ID<VPC>? {
    if let vpc = vpcs[name.value] { return vpc }
    if isLost(name.value) { return nil }
    let message = "there is no VPC `\(name.value)`"
    guard isNew(message, at: name.range) else { return nil }
    explain(
      message,
      Diagnostic(
        .error, .danglingReference, message, at: name.range,
        help: suggestion(for: name.value, among: vpcs.keys) ?? existing("VPCs", vpcs.keys)))
    return nil
  }

  /// Transit gateways with attachments and empty tables; the routes follow.
  mutating func resolveTransitGateways() {
    for entry in declaration.transitGateways {
      let id = ID<TransitGateway>(topology.transitGateways.count)
      transitGateways[entry.name] = id
      topology.transitGateways.append(
        TransitGateway(id: id, name: entry.name, source: entry.range))
      attachedVPCs.append([])
      for table in entry.value.routeTables {
        let tableID = ID<TransitGatewayRouteTable>(topology.transitGatewayRouteTables.count)
        topology.transitGatewayRouteTables.append(
          TransitGatewayRouteTable(
            id: tableID, transitGateway: id, name: table.name, routes: [], source: table.range))
        topology.transitGateways[id.index].routeTables.append(tableID)
      }
      let tables = Dictionary(
        topology[id].routeTables.map { (topology[$0].name, $0) },
        uniquingKeysWith: { first, _ in first })
      var attached: [ID<VPC>: SourceRange] = [:]
      for attachment in entry.value.attachments {
        attach(attachment, to: id, tables, &attached)
      }
    }
  }

  private mutating func attach(
    _ entry: NamedMap<TransitGatewayAttachmentDeclaration>.Entry, to gateway: ID<TransitGateway>,
    _ tables: [String: ID<TransitGatewayRouteTable>], _ attached: inout [ID<VPC>: SourceRange]
  ) {
    let written = entry.value
    let table = written.routeTable.flatMap { self.table($0, tables, gateway) }
    let propagateTo = (written.propagateTo?.value ?? []).compactMap {
      self.table($0, tables, gateway)
    }
    guard let vpcName = written.vpc, let vpc = vpc(vpcName) else {
      hasRefusedAttachments.insert(gateway)
      return
    }
    attachedVPCs[gateway.index].insert(vpc)
    if let first = attached[vpc] {
      hasRefusedAttachments.insert(gateway)
      refuse(
        .duplicateConnection,
        "the VPC `\(vpcName.value)` is attached to `\(topology[gateway].name)` a second time",
        at: vpcName.range, notes: [.init("it is first attached here", at: first)],
        help: "a VPC has one attachment a transit gateway: put all subnets into that")
    } else {
      attached[vpc] = vpcName.range
    }
    let subnets = subnets(written.subnets?.value ?? [], in: vpc)
    for subnet in subnets { contents[subnet.index].hasInfrastructure = true }
    if let list = written.subnets {
      requireOneSubnetAZone(subnets, "the attachment `\(entry.name)`", list)
      if list.value.isEmpty {
        refuse(
          .invalidValue, "`subnets` is empty: an attachment needs at least one", at: list.range)
      }
    }
    // An attachment whose table was refused still exists, so that routes may name it.
    let id = ID<TransitGatewayAttachment>(topology.transitGatewayAttachments.count)
    topology.transitGatewayAttachments.append(
      TransitGatewayAttachment(
        id: id, transitGateway: gateway, name: entry.name, vpc: vpc, subnets: subnets,
        routeTable: table ?? ID(0), propagateTo: propagateTo,
        applianceMode: written.applianceMode.value,
        applianceModeSource: written.applianceMode.range, source: entry.range))
    topology.transitGateways[gateway.index].attachments.append(id)
  }

  private mutating func table(
    _ name: Located<String>, _ tables: [String: ID<TransitGatewayRouteTable>],
    _ gateway: ID<TransitGateway>
  ) -> ID<TransitGatewayRouteTable>? {
    if let table = tables[name.value] { return table }
    if isLost(name.value) { return nil }
    refuse(
      .danglingReference,
      "the transit gateway `\(topology[gateway].name)` has no route table `\(name.value)`",
      at: name.range,
      help: suggestion(for: name.value, among: tables.keys)
        ?? "declare it: `route_tables: { \(name.value): {} }`")
    return nil
  }
}
