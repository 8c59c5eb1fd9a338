/// The attributes of a received message, in the kernel's order.
///
/// A malformed rest is left out.
package struct AttributeSequence: Sequence, IteratorProtocol {
  private var rest: Slice<UnsafeRawBufferPointer>

  package init(_ bytes: UnsafeRawBufferPointer, from offset: Int = 0) {
    rest = bytes.dropFirst(offset)
  }

  package mutating func next() -> Attribute? {
    guard rest.count >= 4 else { return nil }
    let bytes = UnsafeRawBufferPointer(rebasing: rest)
    let length = Int(bytes.loadUnaligned(as: UInt16.self))
    let type = Int(bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    guard length >= 4, length <= bytes.count else { return nil }
    rest = rest.dropFirst((length + 3) & ~3)
    return Attribute(
      type: type & 0x3fff, payload: UnsafeRawBufferPointer(rebasing: bytes[4..<length]))
  }

  /// The first attribute of a type.
  package subscript(type: Int) -> Attribute? { first { $0.type == type } }
}
