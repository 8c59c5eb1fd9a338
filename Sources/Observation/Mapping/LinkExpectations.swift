import HostState
import Netlink

/// What links of a namespace are set to unless somebody has changed it.
struct LinkExpectations {
  /// The sysctl of the namespace that decides a setting of its links, and whether links follow when it
  /// is written.
  private static let deciding: [(setting: LinkSetting, key: String, isFollowed: Bool)] = [
    (.forwardingIPv4, "net/ipv4/ip_forward", true),
    (.reversePathFilter, "net/ipv4/conf/default/rp_filter", false),
    (.sendRedirects, "net/ipv4/conf/default/send_redirects", false),
    (.forwardingIPv6, "net/ipv6/conf/all/forwarding", true),
    (.acceptRouterAdvertisements, "net/ipv6/conf/default/accept_ra", false),
  ]

  /// Those that are 0 where the namespace has one for all links: either of the two is enough.
  private static let additional: [(setting: LinkSetting, key: String)] = [
    (.proxyARP, "net/ipv4/conf/all/proxy_arp")
  ]

  /// With the value that is also right: links that follow a sysctl that has been changed are put right
  /// with it.
  private var values: [LinkSetting: (normal: Int32, other: Int32)] = [:]

  init(known: [String: String], observed: [String: String]) {
    for (setting, key, isFollowed) in Self.deciding {
      guard let normal = known[key].flatMap({ Int32($0) }) else { continue }
      let other = isFollowed ? observed[key].flatMap { Int32($0) } : nil
      values[setting] = (normal, other ?? normal)
    }
    for (setting, key) in Self.additional where known[key] != nil { values[setting] = (0, 0) }
  }

  /// What is set otherwise, in the settings' order.
  func deviations(of link: Link) -> [LinkState.Deviation] {
    var found: [LinkState.Deviation] = []
    for setting in LinkState.Deviation.Setting.allCases {
      let own = LinkSetting(setting)
      if let normal = own.normal {
        guard let value = link.settings[own], value != normal,
          setting != .portState || link.isUp && link.isRunning
        else { continue }
        found.append(LinkState.Deviation(setting, value: value, normal: normal))
      } else if let (normal, other) = values[own] {
        let value = link.settings[own] ?? 0
        guard value != normal, value != other else { continue }
        found.append(LinkState.Deviation(setting, value: value, normal: normal))
      }
    }
    return found
  }
}

extension LinkSetting {
  init(_ setting: LinkState.Deviation.Setting) {
    self =
      switch setting {
      case .forwardingIPv4: .forwardingIPv4
      case .reversePathFilter: .reversePathFilter
      case .sendRedirects: .sendRedirects
      case .proxyARP: .proxyARP
      case .forwardingIPv6: .forwardingIPv6
      case .disableIPv6: .disableIPv6
      case .acceptRouterAdvertisements: .acceptRouterAdvertisements
      case .portState: .portState
      case .portIsolated: .portIsolated
      case .portLearning: .portLearning
      case .portFlood: .portFlood
      case .portMulticastFlood: .portMulticastFlood
      case .portBroadcastFlood: .portBroadcastFlood
      case .portHairpin: .portHairpin
      case .portGuard: .portGuard
      case .portRootBlock: .portRootBlock
      case .portLocked: .portLocked
      case .portNeighborSuppress: .portNeighborSuppress
      case .promiscuous: .promiscuous
      case .allMulticast: .allMulticast
      case .arp: .arp
      case .multicast: .multicast
      case .bridgeSpanningTree: .bridgeSpanningTree
      case .bridgeForwardDelay: .bridgeForwardDelay
      case .bridgeAgeingTime: .bridgeAgeingTime
      case .bridgeMulticastSnooping: .bridgeMulticastSnooping
      case .bridgeVLANFiltering: .bridgeVLANFiltering
      case .xdp: .xdp
      }
  }
}
