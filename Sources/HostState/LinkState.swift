package import IPAddressing

/// A network interface that the topology made.
package struct LinkState: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A bridge without an address: `stp_state 0`, `forward_delay 0`, `mcast_snooping 0`.
    case bridge
    /// One end of a veth pair; the other end names this one back. The pair may lie in one
    /// namespace.
    case veth(peerNamespace: NamespaceName, peer: LinkName)
    /// Leads to what is behind an interface of the host, which stays the host's: a macvlan in passthru
    /// mode over it. It gets all that the interface receives, and has the interface's own Ethernet
    /// address, which is written as zeros. The interface is free again when this link goes.
    case hostInterface(LinkName)
    /// Only observed: a link of another kind or setting, or a veth whose other end is not the
    /// topology's; the words say what it is.
    case foreign(String)
  }

  /// Link settings that ethtool(8) turns off; the kernel's default is on.
  package struct DisabledOffloads: OptionSet, Hashable, Sendable, Codable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// `tx-udp-segmentation`: required on the router's end of every endpoint veth, or UDP
    /// super-packets are lost after decapsulation.
    package static let transmitUDPSegmentation = DisabledOffloads(rawValue: 1)
    /// `tx` (checksum and everything built on it): required towards an appliance that receives
    /// GENEVE on a plain socket.
    package static let transmit = DisabledOffloads(rawValue: 2)
  }

  package var kind: Kind
  /// The interface's index, chosen by us so that map entries are plain values: positive, unique in
  /// the namespace.
  package var index: Int32
  package var macAddress: MACAddress
  package var mtu: Int
  /// The bridge that the link is a port of, in the same namespace.
  package var master: LinkName?
  /// The Ethernet address behind a bridge's port, by a static entry of the bridge, which learns none
  /// and sends none to where it is not (`learning off flood off`).
  package var station: MACAddress?
  /// IFLA_IFALIAS: `TOPOLOGY/RESOURCE`, the owner's mark.
  package var alias: String
  /// IFLA_GROUP: the same number on every link of a topology.
  package var group: UInt32
  package var isUp: Bool
  /// IFLA_INET6_ADDR_GEN_MODE none: no link-local address, router solicitation or MLD noise.
  package var generatesLinkLocalAddress: Bool
  package var disabledOffloads: DisabledOffloads
  /// Whether the link asks who has an address that no neighbour entry names; if not, what is sent
  /// there is dropped at once.
  package var resolvesNeighbors = true
  /// In the order of their settings; none of a desired link.
  package var deviations: [Deviation] = []

  package init(
    kind: Kind, index: Int32, macAddress: MACAddress, mtu: Int, master: LinkName? = nil,
    alias: String, group: UInt32, isUp: Bool = true, generatesLinkLocalAddress: Bool = false,
    disabledOffloads: DisabledOffloads = []
  ) {
    self.kind = kind
    self.index = index
    self.macAddress = macAddress
    self.mtu = mtu
    self.master = master
    self.alias = alias
    self.group = group
    self.isUp = isUp
    self.generatesLinkLocalAddress = generatesLinkLocalAddress
    self.disabledOffloads = disabledOffloads
  }
}
