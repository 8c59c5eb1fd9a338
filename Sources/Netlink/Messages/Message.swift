import CLinux

/// A received message; valid as long as the buffer that it points into.
package struct Message {
  let header: nlmsghdr
  /// What follows the `nlmsghdr`.
  package let payload: UnsafeRawBufferPointer

  /// Takes one message off the front of `bytes`; nil at the end or if the rest is malformed.
  package init?(takingFrom bytes: inout UnsafeRawBufferPointer) {
    let headerSize = MemoryLayout<nlmsghdr>.size
    guard bytes.count >= headerSize else { return nil }
    header = bytes.loadUnaligned(as: nlmsghdr.self)
    let length = Int(header.nlmsg_len)
    guard length >= headerSize, length <= bytes.count else { return nil }
    payload = UnsafeRawBufferPointer(rebasing: bytes[headerSize..<length])
    bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst((length + 3) & ~3))
  }

  package var type: Int { Int(header.nlmsg_type) }

  /// The family's fixed header, or nil if the payload is shorter.
  package func familyHeader<Header: BitwiseCopyable>(_: Header.Type) -> Header? {
    payload.count >= MemoryLayout<Header>.size ? payload.loadUnaligned(as: Header.self) : nil
  }

  /// The attributes after a fixed header.
  package func attributes<Header: BitwiseCopyable>(after _: Header.Type) -> AttributeSequence {
    AttributeSequence(payload, from: (MemoryLayout<Header>.size + 3) & ~3)
  }
}
