import Configuration
import Diagnostics
import IPAddressing

/// What AWS refuses when a route is made: `CreateRoute`, `ReplaceRoute`, `AssociateRouteTable`.
extension Resolver {
  private static let reserved = [
    Prefix(IPAddress(ipv4: 0xa9fe_a800), length: 22),
    Prefix(IPAddress(.ipv6, bits: 0xfd00_0ec2 << 96), length: 32),
  ]

  /// Whether a table may have the route; says why not.
  mutating func isAllowed(
    _ prefix: Prefix, _ origin: RouteOrigin, _ target: RouteTarget, _ route: RouteList.Route,
    _ builder: RouteTableBuilder
  ) -> Bool {
    let place = Place(route: route, prefix: prefix, origin: origin)
    if let range = Self.reserved.first(where: { $0.contains(prefix) }) {
      refuse(
        .reservedDestination, "\(prefix) is in \(range), which AWS keeps for itself",
        at: destinationRange(place, builder))
      return false
    }
    guard hasFamily(target, place, builder) else { return false }
    if builder.isEdge, !isAllowedAtEdge(target, place, builder) { return false }
    return !builder.isOfSubnets || isAllowedInSubnetTable(target, place, builder)
  }

  private struct Place {
    let route: RouteList.Route
    let prefix: Prefix
    let origin: RouteOrigin
  }

  private func destinationRange(_ place: Place, _ builder: RouteTableBuilder) -> SourceRange {
    document.destinationRange(of: place.route, in: builder.list)
  }

  private func targetRange(_ place: Place, _ builder: RouteTableBuilder) -> SourceRange {
    document.targetRange(of: place.route, in: builder.list)
  }

  /// The entry of the prefix list, where the destination came from one.
  private func notes(_ place: Place) -> [Diagnostic.Note] {
    guard case .prefixList(let list, let entry) = place.origin else { return [] }
    return [.init("\(place.prefix) is this entry", at: topology[list].entries[entry].source)]
  }

  private mutating func hasFamily(
    _ target: RouteTarget, _ place: Place, _ builder: RouteTableBuilder
  ) -> Bool {
    let message: String
    switch target {
    case .egressOnlyInternetGateway where place.prefix.family == .ipv4:
      message = "an egress-only internet gateway carries IPv6 only, not \(place.prefix)"
    case .natGateway where place.prefix.family == .ipv6:
      message = "a NAT gateway carries IPv4 only, not \(place.prefix)"
    default: return true
    }
    refuse(
      .wrongFamily, message, at: targetRange(place, builder), notes: notes(place),
      help: place.prefix.family == .ipv4
        ? "IPv4 leaves by an `internet_gateway` or a NAT gateway"
        : "IPv6 leaves by an `internet_gateway` or an `egress_only_internet_gateway`")
    return false
  }

  private mutating func isAllowedAtEdge(
    _ target: RouteTarget, _ place: Place, _ builder: RouteTableBuilder
  ) -> Bool {
    let isVPC = builder.isOwn(place.prefix)
    let isSubnet = subnet(with: place.prefix, in: builder.vpc) != nil
    guard isVPC || isSubnet else {
      // It may be the CIDR of a subnet that was refused, which is said already.
      if hasLostSubnets(builder.vpc) { return false }
      refuse(
        .invalidIngressDestination,
        "an edge table's destination is a whole VPC's or a whole subnet's CIDR: \(place.prefix) is "
          + "neither",
        at: destinationRange(place, builder),
        help: "write `subnet/NAME`: it stands for the subnet's CIDRs")
      return false
    }
    switch target {
    case .local where isVPC, .gwlbEndpoint, .instance: return true
    default:
      refuse(
        .invalidIngressTarget,
        "an edge table cannot send packets to `\(builder.list.targets[Int(place.route.target)].text)`",
        at: targetRange(place, builder),
        help: "the targets of an edge table are `gwlb_endpoint/NAME`, `instance/NAME`, and `local` "
          + "for the VPC's CIDR")
      return false
    }
  }

  private mutating func isAllowedInSubnetTable(
    _ target: RouteTarget, _ place: Place, _ builder: RouteTableBuilder
  ) -> Bool {
    guard
      let vpcCIDR = builder.local.first(where: { $0.destination.contains(place.prefix) })?
        .destination
    else {
      guard target == .local else { return true }
      refuse(
        .invalidTarget, "`local` is for the VPC's own CIDRs, and \(place.prefix) is none of them",
        at: targetRange(place, builder), notes: notes(place))
      return false
    }
    if vpcCIDR == place.prefix { return mayReplaceLocal(target, place, builder) }
    let isSubnet = subnet(with: place.prefix, in: builder.vpc) != nil
    let isMiddlebox =
      switch target {
      case .natGateway, .gwlbEndpoint, .instance, .blackhole: true
      default: false
      }
    if isSubnet, isMiddlebox { return true }
    refuse(
      .invalidMoreSpecificLocal,
      isSubnet
        ? "a subnet of the VPC cannot be routed to "
          + "`\(builder.list.targets[Int(place.route.target)].text)`"
        : "\(place.prefix) is inside the VPC's \(vpcCIDR) and is no whole subnet",
      at: isSubnet ? targetRange(place, builder) : destinationRange(place, builder),
      notes: notes(place) + [
        .init("the VPC's CIDR is here", at: source(of: vpcCIDR, in: builder.vpc))
      ],
      help: isSubnet
        ? "route it to a `gwlb_endpoint`, `nat_gateway` or `instance`"
        : "within the VPC a destination is exactly a subnet's CIDR: write `subnet/NAME`")
    return false
  }

  private mutating func mayReplaceLocal(
    _ target: RouteTarget, _ place: Place, _ builder: RouteTableBuilder
  ) -> Bool {
    switch target {
    case .local, .natGateway, .gwlbEndpoint, .instance: return true
    default:
      refuse(
        .invalidLocalReplacement,
        "`\(builder.list.targets[Int(place.route.target)].text)` cannot replace the local route "
          + "of the VPC's \(place.prefix)",
        at: targetRange(place, builder), notes: notes(place),
        help: "only a `gwlb_endpoint`, a `nat_gateway` or an `instance` can")
      return false
    }
  }
}
