import Configuration
import Diagnostics
import IPAddressing

extension Resolver {
  mutating func resolveSubnets() {
    for entry in declaration.vpcs {
      guard let vpc = vpcs[entry.name] else { continue }
      for subnet in entry.value.subnets { resolve(subnet, in: vpc) }
      checkOverlaps(in: vpc)
    }
  }

  /// Whether a subnet of a VPC was refused, wholly or in a part that may be its CIDR.
  func hasLostSubnets(_ vpc: ID<VPC>) -> Bool {
    let written = declaration.vpcs[vpc.index].value.subnets
    let members = written.reduce(0) { $0 + ($1.value.zones.map { $0.value.count } ?? 1) }
    return members != topology[vpc].subnets.count || written.contains { !$0.isComplete }
  }

  private mutating func resolve(
    _ entry: NamedMap<SubnetDeclaration>.Entry, in vpc: ID<VPC>
  ) {
    let subnet = entry.value
    var members: [ID<Subnet>] = []
    if let zonal = subnet.zones?.value {
      for member in zonal {
        guard let zone = zone(member.name, at: member.range) else { continue }
        let id = add(
          "\(entry.name)-\(member.name)", zone, member.value.cidr, member.value.ipv6CIDR, subnet,
          in: vpc, source: member.range, isComplete: entry.isComplete)
        topology.subnets[id.index].zonalName = entry.name
        members.append(id)
        declare(
          topology[id].name, \.subnets,
          .init(members: [id], isZonal: false, source: member.range), in: vpc, "subnet")
      }
    } else if let name = subnet.zone, let zone = zone(name.value, at: name.range) {
      members.append(
        add(
          entry.name, zone, subnet.cidr, subnet.ipv6CIDR, subnet, in: vpc, source: entry.range,
          isComplete: entry.isComplete))
    }
    declare(
      entry.name, \.subnets,
      .init(
        members: members, isZonal: subnet.zones != nil, source: entry.range,
        isWhole: members.count == subnet.zones?.value.count ?? 1), in: vpc, "subnet")
  }

  private mutating func add(
    _ name: String, _ zone: ID<Zone>, _ ipv4: Located<Prefix>?, _ ipv6: Located<Prefix>?,
    _ declaration: SubnetDeclaration, in vpc: ID<VPC>, source: SourceRange, isComplete: Bool
  ) -> ID<Subnet> {
    let id = ID<Subnet>(topology.subnets.count)
    if let ipv4 { check(ipv4, in: vpc) }
    if let ipv6 { check(ipv6, in: vpc) }
    topology.subnets.append(
      Subnet(
        id: id, vpc: vpc, name: name, zone: zone, ipv4: ipv4?.value, ipv6: ipv6?.value,
        routeTable: ID(0), usesMainRouteTable: declaration.routeTable == nil, hosts: true,
        source: source, associationSource: declaration.routeTable?.range ?? source))
    topology.vpcs[vpc.index].subnets.append(id)
    contents.append(SubnetContents(hosts: declaration.hosts, isComplete: isComplete))
    return id
  }

  private mutating func check(_ cidr: Located<Prefix>, in vpc: ID<VPC>) {
    let sizes = cidr.value.family == .ipv4 ? 16...28 : 44...64
    guard sizes.contains(cidr.value.length) else {
      refuse(
        .invalidSize,
        "a subnet's CIDR is from /\(sizes.lowerBound) to /\(sizes.upperBound): \(cidr.value) is too "
          + (cidr.value.length < sizes.lowerBound ? "large" : "small"), at: cidr.range)
      return
    }
    let space = cidr.value.family == .ipv4 ? topology[vpc].ipv4 : topology[vpc].ipv6
    if space.contains(where: { $0.contains(cidr.value) }) { return }
    // A VPC whose own CIDR was refused has none: that is said already.
    let written = declaration.vpcs[vpc.index].value
    if cidr.value.family == .ipv4, space.isEmpty { return }
    if space.isEmpty, written.ipv6CIDR != nil || isLost("ipv6_cidr") { return }
    refuse(
      .outsideVPC,
      space.isEmpty
        ? "\(cidr.value) is outside the VPC `\(topology[vpc].name)`, which has no IPv6 CIDR"
        : "\(cidr.value) is outside the VPC `\(topology[vpc].name)`, which is "
          + space.map(\.description).joined(separator: " and "),
      at: cidr.range,
      notes: space.first.map { [.init("the VPC's CIDR is here", at: source(of: $0, in: vpc))] }
        ?? [],
      help: space.isEmpty ? "give the VPC an `ipv6_cidr`" : nil)
  }

  /// Sorted by address, an overlap is with the widest that came before.
  private mutating func checkOverlaps(in vpc: ID<VPC>) {
    let cidrs = topology[vpc].subnets.flatMap { id in
      topology[id].cidrs.map { (prefix: $0, subnet: id) }
    }.sorted { ($0.prefix, $0.subnet) < ($1.prefix, $1.subnet) }
    var widest: (prefix: Prefix, subnet: ID<Subnet>)?
    for cidr in cidrs {
      if let widest, widest.prefix.overlaps(cidr.prefix) {
        let (first, second) =
          widest.subnet < cidr.subnet ? (widest, cidr) : (cidr, widest)
        refuse(
          .overlappingSubnets,
          "the subnet `\(topology[second.subnet].name)` (\(second.prefix)) overlaps "
            + "`\(topology[first.subnet].name)` (\(first.prefix))",
          at: topology[second.subnet].source,
          notes: [
            .init(
              "`\(topology[first.subnet].name)` is declared here",
              at: topology[first.subnet].source)
          ], help: "give each subnet addresses of its own")
        continue
      }
      widest = cidr
    }
  }

  /// Gives a name within a VPC; says so when it is taken.
  mutating func declare<Element>(
    _ name: String, _ table: WritableKeyPath<VPCNames, NameTable<Element>>,
    _ group: NameTable<Element>.Group, in vpc: ID<VPC>, _ noun: String
  ) {
    guard let first = names[vpc.index][keyPath: table].insert(name, group) else { return }
    refuse(
      .duplicateName,
      "the VPC `\(topology[vpc].name)` has a second \(noun) `\(name)`", at: group.source,
      notes: [.init("the first is declared here", at: first)],
      help: "a zonal \(noun) is one a zone, named `NAME-ZONE`: rename one of the two")
  }
}
