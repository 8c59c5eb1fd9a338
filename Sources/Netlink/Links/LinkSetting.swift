import CLinux

/// A setting of a link that is the kernel's own until somebody changes it.
package enum LinkSetting: Hashable, Sendable, CaseIterable {
  case forwardingIPv4, reversePathFilter, sendRedirects, proxyARP
  case forwardingIPv6, disableIPv6, acceptRouterAdvertisements
  case portState, portIsolated, portLearning, portFlood, portMulticastFlood, portBroadcastFlood
  case portHairpin, portGuard, portRootBlock, portLocked, portNeighborSuppress
  case xdp

  /// Its place in IFLA_INET_CONF, which begins with IPV4_DEVCONF_FORWARDING, 1 (linux/ip.h).
  static let ipv4: [(place: Int, setting: LinkSetting)] = [
    (0, .forwardingIPv4), (2, .proxyARP), (5, .sendRedirects), (7, .reversePathFilter),
  ]

  /// Its place in IFLA_INET6_CONF, which begins with DEVCONF_FORWARDING, 0 (linux/ipv6.h).
  static let ipv6: [(place: Int, setting: LinkSetting)] = [
    (0, .forwardingIPv6), (3, .acceptRouterAdvertisements), (26, .disableIPv6),
  ]

  /// IFLA_BRPORT_…, by their attributes, with what a port of the topology's has (a new one learns and
  /// floods); BR_STATE_FORWARDING is 3.
  static let port: [Int: (setting: LinkSetting, normal: Int32)] = [
    Int(IFLA_BRPORT_STATE): (.portState, 3),
    Int(IFLA_BRPORT_ISOLATED): (.portIsolated, 0),
    Int(IFLA_BRPORT_LEARNING): (.portLearning, 0),
    Int(IFLA_BRPORT_UNICAST_FLOOD): (.portFlood, 0),
    Int(IFLA_BRPORT_MCAST_FLOOD): (.portMulticastFlood, 1),
    Int(IFLA_BRPORT_BCAST_FLOOD): (.portBroadcastFlood, 1),
    Int(IFLA_BRPORT_MODE): (.portHairpin, 0),
    Int(IFLA_BRPORT_GUARD): (.portGuard, 0),
    Int(IFLA_BRPORT_PROTECT): (.portRootBlock, 0),
    Int(IFLA_BRPORT_LOCKED): (.portLocked, 0),
    Int(IFLA_BRPORT_NEIGH_SUPPRESS): (.portNeighborSuppress, 0),
  ]

  /// What a port of the topology's, or a new link, has; nil for what its namespace decides.
  package var normal: Int32? {
    if self == .xdp || self == .disableIPv6 { return 0 }
    return Self.port.values.first { $0.setting == self }?.normal
  }
}
