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
    let place = Place(route: route, builder: builder, prefix: prefix, origin: origin)
    if let range = Self.reserved.first(where: { $0.contains(prefix) }) {
      refuse(
        .reservedDestination, "\(prefix) is in \(range), which AWS keeps for itself",
        at: destinationRange(place))
      return false
    }
    guard hasFamily(target, place) else { return false }
    if builder.isEdge, !isAllowedAtEdge(target, place) { return false }
    return !builder.isOfSubnets || isAllowedInSubnetTable(target, place)
  }

  private struct Place {
    let route: RouteList.Route
    let builder: RouteTableBuilder
    let prefix: Prefix
    let origin: RouteOrigin
  }

  private func destinationRange(_ place: Place) -> SourceRange {
    document.destinationRange(of: place.route, in: place.builder.list)
  }

  private func targetRange(_ place: Place) -> SourceRange {
    document.targetRange(of: place.route, in: place.builder.list)
  }

  /// The entry of the prefix list, where the destination came from one.
  private func notes(_ place: Place) -> [Diagnostic.Note] {
    guard case .prefixList(let list, let entry) = place.origin else { return [] }
    return [.init("\(place.prefix) is this entry", at: topology[list].entries[entry].source)]
  }

  private mutating func hasFamily(_ target: RouteTarget, _ place: Place) -> Bool {
    let message: String
    switch target {
    case .egressOnlyInternetGateway where place.prefix.family == .ipv4:
      message = "an egress-only internet gateway carries IPv6 only, not \(place.prefix)"
    case .natGateway where place.prefix.family == .ipv6:
      message = "a NAT gateway carries IPv4 only, not \(place.prefix)"
    default: return true
    }
    refuse(
      .wrongFamily, message, at: targetRange(place), notes: notes(place),
      help: place.prefix.family == .ipv4
        ? "IPv4 leaves by an `internet_gateway` or a NAT gateway"
        : "IPv6 leaves by an `internet_gateway` or an `egress_only_internet_gateway`")
    return false
  }

  private mutating func isAllowedAtEdge(_ target: RouteTarget, _ place: Place) -> Bool {
    let isVPC = place.builder.cidrs.contains(place.prefix)
    let isSubnet = subnetsByCIDR[place.builder.vpc.index][place.prefix] != nil
    guard isVPC || isSubnet else {
      // It may be the CIDR of a subnet that was refused, which is said already.
      if hasLostSubnets(place.builder.vpc) { return false }
      refuse(
        .invalidIngressDestination,
        "an edge table's destination is a whole VPC's or a whole subnet's CIDR: \(place.prefix) is "
          + "neither",
        at: destinationRange(place),
        help: "write `subnet/NAME`: it stands for the subnet's CIDRs")
      return false
    }
    switch target {
    case .local where isVPC, .gwlbEndpoint, .instance: return true
    default:
      refuse(
        .invalidIngressTarget,
        "an edge table cannot send packets to `\(place.builder.list.targets[Int(place.route.target)].text)`",
        at: targetRange(place),
        help: "the targets of an edge table are `gwlb_endpoint/NAME`, `instance/NAME`, and `local` "
          + "for the VPC's CIDR")
      return false
    }
  }

  private mutating func isAllowedInSubnetTable(_ target: RouteTarget, _ place: Place) -> Bool {
    guard
      let vpcCIDR = place.builder.cidrs.first(where: { $0.contains(place.prefix) })
    else {
      guard target == .local else { return true }
      refuse(
        .invalidTarget, "`local` is for the VPC's own CIDRs, and \(place.prefix) is none of them",
        at: targetRange(place), notes: notes(place))
      return false
    }
    if vpcCIDR == place.prefix { return mayReplaceLocal(target, place) }
    let isSubnet = subnetsByCIDR[place.builder.vpc.index][place.prefix] != nil
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
          + "`\(place.builder.list.targets[Int(place.route.target)].text)`"
        : "\(place.prefix) is inside the VPC's \(vpcCIDR) and is no whole subnet",
      at: isSubnet ? targetRange(place) : destinationRange(place),
      notes: notes(place) + [
        .init("the VPC's CIDR is here", at: source(of: vpcCIDR, in: place.builder.vpc))
      ],
      help: isSubnet
        ? "route it to a `gwlb_endpoint`, `nat_gateway` or `instance`"
        : "within the VPC a destination is exactly a subnet's CIDR: write `subnet/NAME`")
    return false
  }

  private mutating func mayReplaceLocal(_ target: RouteTarget, _ place: Place) -> Bool {
    switch target {
    case .local, .natGateway, .gwlbEndpoint, .instance: return true
    default:
      refuse(
        .invalidLocalReplacement,
        "`\(place.builder.list.targets[Int(place.route.target)].text)` cannot replace the local route "
          + "of the VPC's \(place.prefix)",
        at: targetRange(place), notes: notes(place),
        help: "only a `gwlb_endpoint`, a `nat_gateway` or an `instance` can")
      return false
    }
  }
}
