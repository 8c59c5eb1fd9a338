import CLinux

/// Encodes netlink messages one after another: `nlmsghdr`, the family's fixed header, attributes.
///
/// Numbers are in host order unless the attribute says otherwise; everything is padded to 4 bytes.
package struct MessageBuffer: Sendable {
  package private(set) var bytes: [UInt8] = []
  private var start = 0

  package init() {}

  /// Starts a message; what is appended until `end()` belongs to it.
  package mutating func begin(type: UInt16, flags: UInt16, sequence: UInt32) {
    start = bytes.count
    append(
      nlmsghdr(
        nlmsg_len: 0, nlmsg_type: type, nlmsg_flags: flags, nlmsg_seq: sequence, nlmsg_pid: 0))
  }

  /// Writes the message's length into its header.
  package mutating func end() { patch(UInt32(bytes.count - start), at: start) }

  /// Sets flags in the header of the message that was begun last.
  package mutating func addFlags(_ flags: UInt16) {
    let offset = start + 6
    let old = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt16.self) }
    patch(old | flags, at: offset)
  }

  /// Appends a C structure or a number as it lies in memory.
  package mutating func append<Value: BitwiseCopyable>(_ value: Value) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    pad()
  }

  package mutating func append(bytes added: some Sequence<UInt8>) {
    bytes.append(contentsOf: added)
    pad()
  }

  /// An attribute that holds a number or C structure.
  package mutating func attribute<Value: BitwiseCopyable>(_ type: Int, _ value: Value) {
    attributeHeader(type, payload: MemoryLayout<Value>.size)
    append(value)
  }

  /// An attribute that holds bytes.
  package mutating func attribute(_ type: Int, bytes payload: some Collection<UInt8>) {
    attributeHeader(type, payload: payload.count)
    append(bytes: payload)
  }

  /// An attribute that holds a NUL-terminated string.
  package mutating func attribute(_ type: Int, string: String) {
    attributeHeader(type, payload: string.utf8.count + 1)
    append(bytes: Array(string.utf8) + [0])
  }

  /// An attribute whose presence is its value.
  package mutating func flag(_ type: Int) { attributeHeader(type, payload: 0) }

  /// An attribute that holds attributes.
  package mutating func nested(_ type: Int, _ body: (inout MessageBuffer) -> Void) {
    let header = bytes.count
    attributeHeader(type | Int(NLA_F_NESTED), payload: 0)
    body(&self)
    patch(UInt16(bytes.count - header), at: header)
  }

  private mutating func attributeHeader(_ type: Int, payload: Int) {
    append(nlattr(nla_len: UInt16(4 + payload), nla_type: UInt16(type)))
  }

  private mutating func patch<Value: BitwiseCopyable>(_ value: Value, at offset: Int) {
    bytes.withUnsafeMutableBytes { $0.storeBytes(of: value, toByteOffset: offset, as: Value.self) }
  }

  private mutating func pad() {
    while bytes.count % 4 != 0 { bytes.append(0) }
  }
}
