import Configuration
import Diagnostics
import IPAddressing

/// What no host has as its address, so that a kernel and AWS drop packets from it and to it.
extension Resolver {
  /// RFC 6890, and for multicast RFC 5771 and RFC 4291.
  private static let unusable: [(range: Prefix, use: String)] = [
    (Prefix(IPAddress(ipv4: 0), length: 8), "means \"this network\""),
    (Prefix(IPAddress(ipv4: 0x7f00_0000), length: 8), "is a host's loopback"),
    (Prefix(IPAddress(ipv4: 0xa9fe_0000), length: 16), "is link-local and AWS's own services'"),
    (Prefix(IPAddress(ipv4: 0xe000_0000), length: 4), "is for multicast"),
    (Prefix(IPAddress(ipv4: 0xf000_0000), length: 4), "is reserved, and its last is broadcast"),
    (Prefix(IPAddress(.ipv6, bits: 0), length: 128), "is the unspecified address"),
    (Prefix(IPAddress(.ipv6, bits: 1), length: 128), "is a host's loopback"),
    (Prefix(IPAddress(.ipv6, bits: 0xffff << 32), length: 96), "stands for IPv4 in programs"),
    (Prefix(IPAddress(.ipv6, bits: 0xfe80 << 112), length: 10), "is link-local"),
    (Prefix(IPAddress(.ipv6, bits: 0xff << 120), length: 8), "is for multicast"),
  ]

  /// Refuses every address and CIDR of hosts that no packet carries.
  ///
  /// Those of subnets, instances and appliances lie within their VPC's, an internet host's within the
  /// internet's. What a route may name is AWS's to refuse: see `reservedDestination`.
  mutating func refuseUnusableRanges() {
    if let internet = declaration.internet?.value {
      for cidr in [internet.cidr, internet.ipv6CIDR] {
        guard let range = cidr.range else { continue }
        refuseUnusable(
          cidr.value, at: range,
          help: "choose other addresses, such as 198.51.100.0/24 or 2001:db8:ff::/64")
      }
    }
    for vpc in declaration.vpcs {
      for cidr in (vpc.value.cidr?.value ?? []) + (vpc.value.ipv6CIDR?.value ?? []) {
        refuseUnusable(
          cidr.value, at: cidr.range,
          help: "choose one of a private range, such as 10.0.0.0/16 or fd00:1::/56")
      }
      for cidr in vpc.value.virtualPrivateGateway?.value.onPremises?.value ?? [] {
        // A summary such as 0.0.0.0/0 or 128.0.0.0/1 means the hosts in it.
        guard Self.unusable.contains(where: { $0.range.contains(cidr.value) }) else { continue }
        refuseUnusable(cidr.value, at: cidr.range, help: "take it out: no host is in it")
      }
    }
    var places: Set<SourceRange> = []
    for claim in publicAddresses where places.insert(claim.address.range).inserted {
      refuseUnusable(
        Prefix(host: claim.address.value), at: claim.address.range,
        help: "choose a public address, such as 203.0.113.10")
    }
  }

  private mutating func refuseUnusable(_ cidr: Prefix, at range: SourceRange, help: String) {
    guard let (unusable, use) = Self.unusable.first(where: { $0.range.overlaps(cidr) }) else {
      return
    }
    let isHost = cidr.length == cidr.family.width
    let text = isHost ? cidr.address.description : cidr.description
    let relation = unusable.contains(cidr) ? "is in" : "overlaps"
    refuse(
      .unusableRange, "\(text) \(relation) \(unusable), which \(use): no packet gets through",
      at: range, help: help)
  }
}
