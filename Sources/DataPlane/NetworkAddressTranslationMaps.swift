import HostState
import IPAddressing

/// The maps of nat.c: one a direction, each the other's inverse, and the VPC's CIDRs.
struct NetworkAddressTranslationMaps: DataPlaneMaps {
  let publicToPrivate: BPFMap<IPv4Entry, IPv4Entry>
  let privateToPublic: BPFMap<IPv4Entry, IPv4Entry>
  let vpcCIDRs: BPFMap<CIDREntry, UInt32>

  init?(pins: PinDirectory) throws(DataPlaneError) {
    guard
      let inward = try BPFMap<IPv4Entry, IPv4Entry>(
        name: "public_to_private", path: pins.map("public_to_private")),
      let outward = try BPFMap<IPv4Entry, IPv4Entry>(
        name: "private_to_public", path: pins.map("private_to_public")),
      let cidrs = try BPFMap<CIDREntry, UInt32>(name: "vpc_cidrs", path: pins.map("vpc_cidrs"))
    else { return nil }
    publicToPrivate = inward
    privateToPublic = outward
    vpcCIDRs = cidrs
  }

  func prepare(_ desired: NetworkAddressTranslationDataPlane) throws(DataPlaneError) {
    let pairs = desired.publicToPrivate.sorted { $0.key < $1.key }
    guard pairs.allSatisfy({ $0.key.isIPv4 && $0.value.isIPv4 }) else {
      throw .unrepresentable("only IPv4 addresses are translated")
    }
    guard Set(pairs.map(\.value)).count == pairs.count else {
      throw .unrepresentable("a private address has two public ones: translation is one to one")
    }
    let most = NetworkAddressTranslationDataPlane.mostAddresses
    guard pairs.count <= most else {
      throw .unrepresentable("an internet gateway has at most \(most) addresses")
    }
    for cidr in desired.vpcCIDRs { try vpcCIDRs.update(CIDREntry(cidr), 0) }
    // Outward first: an answer must be able to leave when the first request comes in.
    for (outside, inside) in pairs {
      try privateToPublic.update(IPv4Entry(inside), IPv4Entry(outside))
    }
    for (outside, inside) in pairs {
      try publicToPrivate.update(IPv4Entry(outside), IPv4Entry(inside))
    }
  }

  func finish(_ desired: NetworkAddressTranslationDataPlane) throws(DataPlaneError) {
    for (outside, _) in try publicToPrivate.entries()
    where desired.publicToPrivate[outside.address] == nil {
      try publicToPrivate.remove(outside)
    }
    let kept = Set(desired.publicToPrivate.values)
    for (inside, _) in try privateToPublic.entries() where !kept.contains(inside.address) {
      try privateToPublic.remove(inside)
    }
    for (cidr, _) in try vpcCIDRs.entries() where !desired.vpcCIDRs.contains(cidr.prefix) {
      try vpcCIDRs.remove(cidr)
    }
  }

  func observe(
    _ links: AttachedLinks, record: NetworkAddressTranslationDataPlane?
  ) throws(DataPlaneError) -> NetworkAddressTranslationDataPlane {
    let index = links.link(of: [("nat_in", .ingress), ("nat_out", .egress)]) ?? 0
    let inward = try publicToPrivate.entries()
    let outward = try privateToPublic.entries()
    var pairs: [IPAddress: IPAddress] = [:]
    for (outside, inside) in inward { pairs[outside.address] = inside.address }
    for (inside, outside) in outward where pairs[outside.address] != inside.address {
      // Half a translation: shown as one to nowhere, which nobody desires.
      pairs[outside.address] = IPAddress(ipv4: 0)
    }
    let leaving = Set(outward.map { [$0.key.address, $0.value.address] })
    for (outside, inside) in pairs where !leaving.contains([inside, outside]) {
      pairs[outside] = IPAddress(ipv4: 0)
    }
    return NetworkAddressTranslationDataPlane(
      link: record.map { _ in links.name(index) } ?? LinkName(rawValue: ""),
      linkIndex: Int32(bitPattern: index), publicToPrivate: pairs,
      vpcCIDRs: Set(try vpcCIDRs.entries().map(\.key.prefix)))
  }
}
