import HostState
import IPAddressing

/// Numbers and addresses that every lowered host uses alike.
enum HostConstants {
  /// The next hop at the other end of every point-to-point veth: never resolved, since each such
  /// link has a permanent neighbour, so one pair of addresses serves all links of all namespaces.
  static let peerIPv4 = IPAddress(ipv4: 0xa9fe_0001)  // 169.254.0.1
  static let peerIPv6 = IPAddress(.ipv6, bits: 0xfe80 << 112 | 1)  // fe80::1

  /// What a gateway's own ICMP errors are sent from on such a link.
  ///
  /// Of IPv6 it is an address that routers forward, out of a range that AWS keeps for itself
  /// (https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html), so no tenant has it.
  static let gatewayIPv4 = IPAddress(ipv4: 0xa9fe_0002)  // 169.254.0.2
  static let gatewayIPv6 = IPAddress(.ipv6, bits: 0xfd00_0ec2 << 96 | 0xa9fe_0002)

  /// Bytes of the GENEVE header, options and outer headers around an inner packet.
  static let encapsulationOverhead = 68
  /// UDP (RFC 8926).
  static let genevePort = 6081

  static let localRulePreference: UInt32 = 50
  static let returnRulePreference: UInt32 = 900
  static let inputRulePreference: UInt32 = 1000
  static let failClosedPreference: UInt32 = 5000

  /// A route that loses to every other of its prefix.
  static let lastResortMetric: UInt32 = .max

  /// Kernel tables: of route tables, and of the ways back from a link.
  static let routeTables: Range<UInt32> = 1_000..<100_000
  static let returnTables: Range<UInt32> = 100_000..<200_000
  /// Interface indexes; `lo` and whatever the kernel numbers itself stay below.
  static let linkIndexes: Range<UInt32> = 65_536..<1_073_741_824

  static func peer(_ family: AddressFamily) -> IPAddress {
    family == .ipv4 ? peerIPv4 : peerIPv6
  }

  static func defaultRoute(_ family: AddressFamily) -> Prefix {
    family == .ipv4 ? .defaultIPv4 : .defaultIPv6
  }
}
