package import IPAddressing

/// One attribute of a received message; valid as long as the buffer that it points into.
package struct Attribute {
  /// Without NLA_F_NESTED and NLA_F_NET_BYTEORDER.
  package let type: Int
  package let payload: UnsafeRawBufferPointer

  /// The number, or nil if the payload is shorter.
  package func number<Value: FixedWidthInteger & BitwiseCopyable>(_: Value.Type = Value.self)
    -> Value?
  {
    payload.count >= MemoryLayout<Value>.size ? payload.loadUnaligned(as: Value.self) : nil
  }

  /// One of an array of numbers, or nil if it is shorter.
  func number<Value: FixedWidthInteger & BitwiseCopyable>(at place: Int) -> Value? {
    let offset = place * MemoryLayout<Value>.size
    guard payload.count >= offset + MemoryLayout<Value>.size else { return nil }
    return payload.loadUnaligned(fromByteOffset: offset, as: Value.self)
  }

  /// The text up to the first NUL.
  package var string: String { String(decoding: payload.prefix { $0 != 0 }, as: UTF8.self) }

  /// An IPv4 or IPv6 address by the payload's size.
  package var address: IPAddress? { IPAddress(bytes: payload) }

  package var macAddress: MACAddress? { MACAddress(bytes: payload) }

  /// The attributes within.
  package var nested: AttributeSequence { AttributeSequence(payload) }
}
