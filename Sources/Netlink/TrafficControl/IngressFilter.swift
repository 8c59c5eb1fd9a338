import CLinux

/// The first filter at the ingress of one link's `clsact` qdisc (tc-bpf(8)), which runs one program.
package struct IngressFilter: Hashable, Sendable {
  private static let priority: UInt32 = 1
  private static let handle: UInt32 = 1

  package var linkIndex: Int32

  package init(linkIndex: Int32) { self.linkIndex = linkIndex }

  /// TC_H_CLSACT, and its two sides: macros that Swift does not see.
  private static let qdisc: UInt32 = 0xffff_fff1
  static let ingress: UInt32 = 0xffff_fff2
  static let egress: UInt32 = 0xffff_fff3

  /// The qdisc itself, which has the handle `ffff:`.
  func qdiscHeader() -> tcmsg {
    var header = tcmsg()
    header.tcm_ifindex = linkIndex
    header.tcm_parent = Self.qdisc
    header.tcm_handle = 0xffff_0000
    return header
  }

  func header() -> tcmsg {
    var header = tcmsg()
    header.tcm_ifindex = linkIndex
    header.tcm_parent = Self.ingress
    header.tcm_handle = Self.handle
    header.tcm_info = Self.priority << 16 | UInt32(UInt16(ETH_P_ALL).bigEndian)
    return header
  }
}
