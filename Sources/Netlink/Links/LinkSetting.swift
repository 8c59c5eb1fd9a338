import CLinux

/// A setting of a link that is the kernel's own until somebody changes it.
package enum LinkSetting: Hashable, Sendable, CaseIterable {
  case forwardingIPv4, reversePathFilter, sendRedirects, proxyARP
  case forwardingIPv6, disableIPv6, acceptRouterAdvertisements
  case portState, portIsolated, portLearning, portFlood, portMulticastFlood, portBroadcastFlood
  case portHairpin, portGuard, portRootBlock, portLocked, portNeighborSuppress
  case promiscuous, allMulticast, arp, multicast
  case bridgeSpanningTree, bridgeForwardDelay, bridgeAgeingTime, bridgeMulticastSnooping
  case bridgeVLANFiltering
  case xdp

  /// Bits of `ifi_flags`, some of which say that something is not done, with what a new link has.
  static let flags: [(bit: UInt32, isInverted: Bool, setting: LinkSetting, normal: Int32)] = [
    (IFF_PROMISC.rawValue, false, .promiscuous, 0),
    (IFF_ALLMULTI.rawValue, false, .allMulticast, 0),
    (IFF_NOARP.rawValue, true, .arp, 1), (IFF_MULTICAST.rawValue, false, .multicast, 1),
  ]

  /// IFLA_BR_…, by their attributes, with their sizes in bytes and what a `CreateBridge` has.
  static let bridge: [Int: (size: Int, setting: LinkSetting, normal: Int32)] = [
    Int(IFLA_BR_STP_STATE): (4, .bridgeSpanningTree, 0),
    Int(IFLA_BR_FORWARD_DELAY): (4, .bridgeForwardDelay, 0),
    Int(IFLA_BR_AGEING_TIME): (4, .bridgeAgeingTime, 300 * 100),
    Int(IFLA_BR_MCAST_SNOOPING): (1, .bridgeMulticastSnooping, 0),
    Int(IFLA_BR_VLAN_FILTERING): (1, .bridgeVLANFiltering, 0),
  ]

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
    Self.normals[self]
  }

  private static let normals: [LinkSetting: Int32] = Dictionary(
    uniqueKeysWithValues: [(.xdp, 0), (.disableIPv6, 0)]
      + flags.map { ($0.setting, $0.normal) } + port.values.map { ($0.setting, $0.normal) }
      + bridge.values.map { ($0.setting, $0.normal) })
}
