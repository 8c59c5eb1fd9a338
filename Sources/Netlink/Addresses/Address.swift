import CLinux
package import IPAddressing

/// An address of a link, as the kernel knows it.
package struct Address: Hashable, Sendable {
  package var linkIndex: Int32
  package var address: IPAddress
  package var prefixLength: Int
  /// IFA_PROTO: who made it; 0 if nobody said.
  package var owner: UInt8
  /// What makes it none that we make, in `ip`'s words: another address at the link's other end, an
  /// end of its own; empty for none.
  package var strangeness = ""
  /// What deletes a strange one.
  package var message: [UInt8] = []

  package init(linkIndex: Int32, address: IPAddress, prefixLength: Int, owner: UInt8 = 0) {
    self.linkIndex = linkIndex
    self.address = address
    self.prefixLength = prefixLength
    self.owner = owner
  }

  /// Whether the kernel made it by itself: loopback's, a link-local or an autoconfigured one.
  package var isAutomatic: Bool {
    [IFAPROT_KERNEL_LO, IFAPROT_KERNEL_RA, IFAPROT_KERNEL_LL].contains(Int32(owner))
  }
}
