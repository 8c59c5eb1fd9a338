/// A setting of ethtool(8)'s `-K`, with the kernel's names for what it switches.
package enum LinkFeature: String, Hashable, Sendable, CaseIterable {
  /// `tx-udp-segmentation`.
  case transmitUDPSegmentation = "tx-udp-segmentation"
  /// `tx`: checksums, and with them everything that is built on them.
  case transmitChecksums = "tx"

  /// The kernel's names (`netdev_features_strings`).
  var kernelNames: [String] {
    switch self {
    case .transmitUDPSegmentation: ["tx-udp-segmentation"]
    case .transmitChecksums:
      ["tx-checksum-ipv4", "tx-checksum-ip-generic", "tx-checksum-ipv6", "tx-checksum-sctp"]
    }
  }
}
