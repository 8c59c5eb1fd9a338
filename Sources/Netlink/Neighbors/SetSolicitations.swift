import CLinux
package import IPAddressing

/// Sets how often a link asks who has an address that it knows nothing of, before what is sent there
/// fails: with 0 it fails at once.
///
/// Entries that wait for an answer are never given up for others, and all namespaces of a machine share
/// the places for them (`gc_thresh3`); failed ones are (`neigh_forced_gc`, net/core/neighbour.c).
package struct SetSolicitations: NetlinkRequest {
  /// The kernel's own number.
  package static let usual: UInt32 = 3

  package var family: AddressFamily
  package var link: LinkReference
  package var count: UInt32

  package init(_ family: AddressFamily, _ link: LinkReference, count: UInt32) {
    self.family = family
    self.link = link
    self.count = count
  }

  package var messageType: Int { Int(RTM_SETNEIGHTBL) }

  package func encode(into message: inout MessageBuffer) {
    var header = ndtmsg()
    header.ndtm_family = family.number
    message.append(header)
    message.attribute(Int(NDTA_NAME), string: family == .ipv4 ? "arp_cache" : "ndisc_cache")
    message.nested(Int(NDTA_PARMS)) { parameters in
      parameters.attribute(Int(NDTPA_IFINDEX), UInt32(bitPattern: link.index))
      parameters.attribute(Int(NDTPA_MCAST_PROBES), count)
    }
  }

  package var description: String {
    "ntable change name \(family == .ipv4 ? "arp_cache" : "ndisc_cache") dev \(link)"
      + " mcast_probes \(count)"
  }
}
