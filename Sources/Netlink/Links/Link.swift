package import IPAddressing

/// A network interface, as the kernel knows it.
package struct Link: Hashable, Sendable {
  /// Where a veth's other end is, or the link below one.
  package struct Peer: Hashable, Sendable {
    package var index: Int32
    /// The kernel's number, in this namespace, for the namespace of the other link; nil if both are
    /// in this one.
    package var namespaceID: Int32?

    package init(index: Int32, namespaceID: Int32? = nil) {
      self.index = index
      self.namespaceID = namespaceID
    }
  }

  package var index: Int32
  package var name: String
  /// IFLA_INFO_KIND, such as `veth`; empty for hardware and `lo`.
  package var kind: String
  package var peer: Peer?
  /// The link of which a macvlan, macvtap, ipvlan or ipvtap takes what comes in.
  package var base: Peer?
  var isPassthrough = false
  /// A TUN or TAP device that goes with the process that holds it (without IFLA_TUN_PERSIST).
  package var isHeldByProcess = false
  package var macAddress: MACAddress?
  package var mtu: Int
  package var masterIndex: Int32?
  package var alias: String
  package var group: UInt32
  package var isUp: Bool
  /// Whether IFLA_INET6_ADDR_GEN_MODE is anything but `none`.
  package var generatesLinkLocalAddress: Bool

  /// What of its settings is not 0, and for a bridge's port what is not `LinkSetting.normal`.
  package var settings: [LinkSetting: Int32] = [:]
  /// Whether it has a carrier.
  package var isRunning = false

  /// The link that a macvlan in passthru mode is over.
  package var lower: Peer? { isPassthrough ? base : nil }

  package var reference: LinkReference { LinkReference(index: index, name: name) }
}
