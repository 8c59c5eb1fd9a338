import Configuration
import Diagnostics
import IPAddressing

extension Resolver {
  mutating func resolveZones() {
    var places: [String: SourceRange] = [:]
    for zone in declaration.zones?.value ?? [] {
      if let first = places[zone.value] {
        refuse(
          .duplicateName, "the zone `\(zone.value)` is listed a second time", at: zone.range,
          notes: [.init("it is first listed here", at: first)], help: "take one of the two out")
        continue
      }
      places[zone.value] = zone.range
      zones[zone.value] = ID(topology.zones.count)
      topology.zones.append(Zone(name: zone.value))
    }
    if let list = declaration.zones, list.value.isEmpty {
      refuse(
        .invalidValue, "`zones` is empty: a topology has at least one zone", at: list.range,
        help: "write `zones: [a]`")
    }
  }

  mutating func resolvePrefixLists() {
    for entry in declaration.prefixLists {
      let id = ID<PrefixList>(topology.prefixLists.count)
      var entries: [PrefixList.Entry] = []
      var places: [Prefix: SourceRange] = [:]
      for item in entry.value?.value ?? [] {
        if let first = places[item.value] {
          refuse(
            .duplicateDestination, "\(item.value) is listed a second time", at: item.range,
            notes: [.init("it is first listed here", at: first)],
            help: "take one of the two out")
          continue
        }
        places[item.value] = item.range
        if let first = entries.first, first.prefix.family != item.value.family {
          refuse(
            .wrongFamily,
            "a prefix list holds one family: \(first.prefix) and \(item.value) do not mix",
            at: item.range, notes: [.init("the first entry is here", at: first.source)],
            help: "make one prefix list a family")
          continue
        }
        entries.append(.init(prefix: item.value, source: item.range))
      }
      prefixLists[entry.name] = id
      topology.prefixLists.append(
        PrefixList(id: id, name: entry.name, entries: entries, source: entry.range))
    }
  }

  /// The VPCs with their address space and gateways; the edge associations come with the tables.
  mutating func resolveVPCs() {
    for entry in declaration.vpcs {
      let id = ID<VPC>(topology.vpcs.count)
      vpcs[entry.name] = id
      var known = VPCNames()
      known.subnets = NameTable(expecting: entry.value.subnets.count)
      known.routeTables = NameTable(expecting: entry.value.routeTables.count)
      names.append(known)
      // The main table is known once the tables are.
      var vpc = VPC(id: id, name: entry.name, mainRouteTable: ID(0), source: entry.range)
      vpc.ipv4 = cidrs(entry.value.cidr?.value ?? [], of: entry.name, sizes: 16...28)
      vpc.ipv6 = cidrs(entry.value.ipv6CIDR?.value ?? [], of: entry.name, sizes: 44...60)
      vpc.internetGateway = entry.value.internetGateway.map {
        VPC.InternetGateway(routeTable: nil, source: $0.range)
      }
      vpc.egressOnlyInternetGateway = entry.value.egressOnlyInternetGateway?.range
      vpc.virtualPrivateGateway = entry.value.virtualPrivateGateway.map {
        VPC.VirtualPrivateGateway(
          routeTable: nil, onPremises: $0.value.onPremises?.value.map(\.value) ?? [],
          source: $0.range)
      }
      topology.vpcs.append(vpc)
    }
  }

  /// Of each family; AWS raises the default quota no further.
  private static let mostCIDRs = 50

  /// A VPC's CIDRs of one family, sizes and overlaps checked.
  private mutating func cidrs(
    _ list: [Located<Prefix>], of vpc: String, sizes: ClosedRange<Int>
  ) -> [Prefix] {
    var kept: [Located<Prefix>] = []
    if list.count > Self.mostCIDRs {
      refuse(
        .quotaExceeded,
        "the VPC `\(vpc)` has \(list.count) CIDRs of one family: AWS allows \(Self.mostCIDRs)",
        at: list[Self.mostCIDRs].range, help: "use fewer and larger ones")
    }
    for cidr in list.prefix(Self.mostCIDRs) {
      if !sizes.contains(cidr.value.length) {
        refuse(
          .invalidSize,
          "a VPC's CIDR is from /\(sizes.lowerBound) to /\(sizes.upperBound): \(cidr.value) is too "
            + (cidr.value.length < sizes.lowerBound ? "large" : "small"), at: cidr.range,
          help: cidr.value.length < sizes.lowerBound
            ? "choose a smaller one, or a list of them" : nil)
      }
      if let other = kept.first(where: { $0.value.overlaps(cidr.value) }) {
        refuse(
          .overlappingCIDRs,
          "two CIDRs of the VPC `\(vpc)` overlap: \(other.value) and \(cidr.value)",
          at: cidr.range, notes: [.init("the other is here", at: other.range)])
        continue
      }
      if cidr.value.overlaps(topology.internet.ipv4) || cidr.value.overlaps(topology.internet.ipv6)
      {
        let internet =
          cidr.value.family == .ipv4 ? topology.internet.ipv4 : topology.internet.ipv6
        refuse(
          .overlappingCIDRs,
          "the VPC's \(cidr.value) overlaps the internet's \(internet), where the lab's hosts live",
          at: cidr.range,
          help: "choose other addresses for the VPC, or set `internet.cidr`")
      }
      kept.append(cidr)
    }
    return kept.map(\.value)
  }

  /// Where a VPC's CIDR is written: the source of its local route.
  func source(of cidr: Prefix, in vpc: ID<VPC>) -> SourceRange {
    let list =
      cidr.family == .ipv4
      ? document.declaration.vpcs.entries[vpc.index].value.cidr
      : document.declaration.vpcs.entries[vpc.index].value.ipv6CIDR
    return list?.value.first { $0.value == cidr }?.range ?? topology[vpc].source
  }
}
