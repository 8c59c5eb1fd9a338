import CLinux
import Glibc

/// The netlink protocols that we speak.
package enum NetlinkChannel: Hashable, Sendable {
  /// Links, addresses, neighbours, routes, rules.
  case route
  /// The generic netlink family `ethtool`.
  case ethtool
  /// nftables.
  case netfilter
  /// IPsec's policies.
  case ipsec

  var protocolNumber: Int32 {
    switch self {
    case .route: NETLINK_ROUTE
    case .ethtool: NETLINK_GENERIC
    case .netfilter: NETLINK_NETFILTER
    case .ipsec: NETLINK_XFRM
    }
  }
}
