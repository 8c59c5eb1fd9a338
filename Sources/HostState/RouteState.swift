package import IPAddressing

/// A route in one of the kernel's tables (`ip route`), made with `proto 98` as its owner's mark.
package struct RouteState: Hashable, Sendable, Codable {
  package enum Action: Hashable, Sendable {
    /// Directly connected (`scope link`).
    case link(LinkName)
    /// By a next hop; `onLink` accepts one outside every connected prefix.
    case via(IPAddress, LinkName, onLink: Bool)
    /// Dropped silently (RTN_BLACKHOLE).
    case blackhole
    /// Only observed: a route of another type, or with attributes that we never set.
    case foreign(ForeignObject)
  }

  /// The kernel's table number; 254 is `main`.
  package var table: UInt32
  package var destination: Prefix
  /// Lower wins among equal prefixes.
  ///
  /// Fixed by us on every route: IPv6 would default to 1024.
  package var metric: UInt32
  package var action: Action
  /// `mtu lock N`: never learns another path MTU.
  package var lockedMTU: Int?

  private enum CodingKeys: String, CodingKey {
    case table, destination, metric, action
    case lockedMTU = "locked_mtu"
  }

  package init(
    table: UInt32, destination: Prefix, metric: UInt32 = 1, action: Action, lockedMTU: Int? = nil
  ) {
    self.table = table
    self.destination = destination
    self.metric = metric
    self.action = action
    self.lockedMTU = lockedMTU
  }

  /// The number under `/etc/iproute2/rt_protos` that marks a route as ours (RTPROT_*, unassigned).
  package static let protocolNumber: UInt8 = 98
  package static let mainTable: UInt32 = 254
}
