extension LinkState {
  /// A setting of the kernel's for a link that is other than the topology has it; only observed.
  package struct Deviation: Hashable, Sendable, Codable {
    package enum Setting: String, Hashable, Sendable, Codable, CaseIterable {
      case forwardingIPv4 = "ipv4.forwarding"
      case reversePathFilter = "ipv4.rp_filter"
      case sendRedirects = "ipv4.send_redirects"
      case proxyARP = "ipv4.proxy_arp"
      case forwardingIPv6 = "ipv6.forwarding"
      case disableIPv6 = "ipv6.disable_ipv6"
      case acceptRouterAdvertisements = "ipv6.accept_ra"
      case portState = "port.state"
      case portIsolated = "port.isolated"
      case portLearning = "port.learning"
      case portFlood = "port.flood"
      case portMulticastFlood = "port.mcast_flood"
      case portBroadcastFlood = "port.bcast_flood"
      case portHairpin = "port.hairpin"
      case portGuard = "port.guard"
      case portRootBlock = "port.root_block"
      case portLocked = "port.locked"
      case portNeighborSuppress = "port.neigh_suppress"
      case promiscuous = "link.promisc"
      case allMulticast = "link.allmulticast"
      case arp = "link.arp"
      case multicast = "link.multicast"
      // A spanning tree goes before delays that only a bridge without one takes.
      case bridgeSpanningTree = "bridge.stp_state"
      case bridgeForwardDelay = "bridge.forward_delay"
      case bridgeAgeingTime = "bridge.ageing_time"
      case bridgeMulticastSnooping = "bridge.mcast_snooping"
      case bridgeVLANFiltering = "bridge.vlan_filtering"
      /// How a program is attached (XDP_ATTACHED_…): nobody of ours attaches one there.
      case xdp

      /// Whether it is a setting of a bridge's port.
      package var isOfPort: Bool { rawValue.hasPrefix("port.") }

      /// Whose setting it is, and what it is called; nil for `xdp`.
      package var words: (kind: Substring, name: Substring)? {
        let parts = rawValue.split(separator: ".")
        return parts.count == 2 ? (parts[0], parts[1]) : nil
      }

      /// What is below `/proc/sys` for a link; nil for what netlink sets.
      package func sysctl(of link: LinkName) -> String? {
        guard let words, words.kind.hasPrefix("ipv") else { return nil }
        return "net/\(words.kind)/conf/\(link)/\(words.name)"
      }
    }

    /// What is other than the topology's in a port that a bridge has just been given.
    package static let ofNewPort = [
      Deviation(.portLearning, value: 1, normal: 0), Deviation(.portFlood, value: 1, normal: 0),
    ]

    package var setting: Setting
    package var value: Int32
    /// What the topology has it at.
    package var normal: Int32

    package init(_ setting: Setting, value: Int32, normal: Int32) {
      self.setting = setting
      self.value = value
      self.normal = normal
    }
  }

  /// The settings that differ between this link and a newer state of it, with what they are to be.
  package func settings(for new: LinkState) -> [(setting: Deviation.Setting, value: Int32)] {
    let old = Dictionary(deviations.map { ($0.setting, $0) }, uniquingKeysWith: { $1 })
    let wanted = Dictionary(new.deviations.map { ($0.setting, $0) }, uniquingKeysWith: { $1 })
    return Deviation.Setting.allCases.compactMap { setting in
      guard old[setting] != wanted[setting],
        let value = wanted[setting]?.value ?? old[setting]?.normal
      else { return nil }
      return (setting, value)
    }
  }
}
