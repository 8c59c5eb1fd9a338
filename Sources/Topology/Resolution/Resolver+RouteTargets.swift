import Configuration
import Diagnostics
import IPAddressing

extension Resolver {
  /// What a written target stands for; nil after it has said why it stands for nothing.
  ///
  /// - Parameter list: the table's routes, of which some have it.
  mutating func target(
    _ reference: RouteTargetReference, in vpc: ID<VPC>, of list: RouteList
  ) -> RouteTableBuilder.Target? {
    let name = Located(reference.name, at: reference.range)
    switch reference.kind {
    case .local: return .one(.local)
    case .blackhole: return .one(.blackhole)
    case .internetGateway:
      guard topology[vpc].internetGateway != nil else { return missing(reference, vpc) }
      return .one(.internetGateway)
    case .egressOnlyInternetGateway:
      // A gateway is no help to IPv4: that is said instead.
      guard topology[vpc].egressOnlyInternetGateway != nil || list.isOnlyIPv4(reference) else {
        return missing(reference, vpc)
      }
      return .one(.egressOnlyInternetGateway)
    case .virtualPrivateGateway:
      guard topology[vpc].virtualPrivateGateway != nil else { return missing(reference, vpc) }
      return .one(.virtualPrivateGateway)
    case .natGateway:
      return zonal(reference, \.natGateways, in: vpc, "a NAT gateway", zone: { $0[$1].subnet }) {
        .natGateway($0)
      }
    case .gwlbEndpoint:
      return zonal(
        reference, \.gwlbEndpoints, in: vpc, "a GWLB endpoint", zone: { $0[$1].subnet }
      ) { .gwlbEndpoint($0) }
    case .instance:
      return zonal(reference, \.instances, in: vpc, "an instance", zone: { $0[$1].subnet }) {
        .instance($0)
      }
    case .transitGateway: return transitGateway(name, vpc)
    case .peering: return peering(name, vpc)
    case .attachment: return nil
    }
  }

  private mutating func missing(
    _ reference: RouteTargetReference, _ vpc: ID<VPC>
  ) -> RouteTableBuilder.Target? {
    needGateway(reference.kind, vpc, "this route", at: reference.range)
    return nil
  }

  private mutating func zonal<Element>(
    _ reference: RouteTargetReference, _ table: (VPCNames) -> NameTable<Element>,
    in vpc: ID<VPC>, _ noun: String, zone: (Topology, ID<Element>) -> ID<Subnet>,
    _ target: (ID<Element>) -> RouteTarget
  ) -> RouteTableBuilder.Target? {
    let name = Located(reference.name, at: reference.range)
    guard let group = group(name, table, in: vpc, noun, id: .danglingTarget) else { return nil }
    guard group.isZonal == reference.isZonal else {
      refuseZone(reference, group.isZonal, noun, group.source)
      return nil
    }
    guard group.isZonal else { return group.members.first.map { .one(target($0)) } }
    guard group.isWhole else { return nil }
    return .byZone(
      Dictionary(
        group.members.map { (topology[zone(topology, $0)].zone, target($0)) },
        uniquingKeysWith: { first, _ in first }))
  }

  private mutating func refuseZone(
    _ reference: RouteTargetReference, _ isZonal: Bool, _ noun: String, _ source: SourceRange
  ) {
    let thing = "\(reference.kind.rawValue)/\(reference.name)"
    let what = Self.withoutArticle(noun)
    refuse(
      .ambiguousZone,
      isZonal
        ? "`\(reference.name)` is one \(what) a zone: the route does not say which"
        : "`\(reference.name)` is a single \(what), so `@zone` has no meaning",
      at: reference.range, notes: [.init("it is declared here", at: source)],
      help: isZonal
        ? "write `\(thing)@zone` for the one in the subnet's own zone, or name a member, such as "
          + "`\(thing)-\(topology.zones.first?.name ?? "a")`"
        : "write `\(thing)`")
  }

  private mutating func transitGateway(
    _ name: Located<String>, _ vpc: ID<VPC>
  ) -> RouteTableBuilder.Target? {
    guard let gateway = transitGateways[name.value] else {
      if isLost(name.value) { return nil }
      refuse(
        .danglingTarget, "there is no transit gateway `\(name.value)`", at: name.range,
        help: suggestion(for: name.value, among: transitGateways.keys)
          ?? existing("transit gateways", transitGateways.keys)
          ?? "declare it under the top-level `transit_gateways`")
      return nil
    }
    guard attachedVPCs[gateway.index].contains(vpc) else {
      // An attachment that was refused may have been this VPC's.
      if hasRefusedAttachments.contains(gateway) { return nil }
      refuse(
        .notAttached,
        "the VPC `\(topology[vpc].name)` has no attachment to the transit gateway `\(name.value)`",
        at: name.range,
        notes: [.init("the transit gateway is declared here", at: topology[gateway].source)],
        help: "add one to its `attachments`")
      return nil
    }
    return .one(.transitGateway(gateway))
  }

  private mutating func peering(
    _ name: Located<String>, _ vpc: ID<VPC>
  ) -> RouteTableBuilder.Target? {
    guard let peering = peerings[name.value] else {
      // A peering that was refused is declared all the same.
      if !isLost(name.value), !declaration.peerings.contains(where: { $0.name == name.value }) {
        refuse(
          .danglingTarget, "there is no peering `\(name.value)`", at: name.range,
          help: suggestion(for: name.value, among: peerings.keys)
            ?? existing("peerings", peerings.keys)
            ?? "declare it under the top-level `peerings`")
      }
      return nil
    }
    guard topology[peering].peer(of: vpc) != nil else {
      let ends = topology[peering].vpcs
      refuse(
        .notAttached,
        "the peering `\(name.value)` is between `\(topology[ends.0].name)` and "
          + "`\(topology[ends.1].name)`, not of `\(topology[vpc].name)`",
        at: name.range,
        notes: [.init("the peering is declared here", at: topology[peering].source)])
      return nil
    }
    return .one(.peering(peering))
  }
}

extension RouteList {
  /// Whether only routes to IPv4 addresses have a target.
  fileprivate func isOnlyIPv4(_ reference: RouteTargetReference) -> Bool {
    routes.allSatisfy { route in
      guard targets[Int(route.target)] == reference else { return true }
      if case .prefix(let prefix) = route.destination { return prefix.family == .ipv4 }
      return false
    }
  }
}
