import CLinux

/// Takes an XDP program off a link, however it is attached.
package struct DetachXDP: NetlinkRequest {
  package var link: LinkReference
  /// XDP_ATTACHED_….
  package var attached: Int32

  package init(_ link: LinkReference, attached: Int32) {
    self.link = link
    self.attached = attached
  }

  package var messageType: Int { Int(RTM_SETLINK) }

  package func encode(into message: inout MessageBuffer) {
    var header = ifinfomsg()
    header.ifi_index = link.index
    message.append(header)
    // XDP_FLAGS_SKB_MODE, …_DRV_MODE, …_HW_MODE (linux/if_link.h).
    let flags: [Int32: UInt32] = [1: 1 << 2, 2: 1 << 1, 3: 1 << 3]
    message.nested(Int(IFLA_XDP)) { xdp in
      xdp.attribute(Int(IFLA_XDP_FD), Int32(-1))
      xdp.attribute(Int(IFLA_XDP_FLAGS), flags[attached] ?? 0)
    }
  }

  package var description: String { "link set \(link) xdp off" }
}
