import CLinux
import Testing

@testable import Netlink

@Suite("Message encoding")
struct MessageBufferTests {
  @Test("Attributes are padded to four bytes and their lengths leave the padding out")
  func padding() {
    var buffer = MessageBuffer()
    buffer.attribute(3, string: "ab")
    buffer.attribute(4, UInt8(9))
    #expect(buffer.bytes == [7, 0, 3, 0, 97, 98, 0, 0, 5, 0, 4, 0, 9, 0, 0, 0])
  }

  @Test("A nested attribute's length covers what is in it, and is marked as nested")
  func nesting() {
    var buffer = MessageBuffer()
    buffer.nested(1) { $0.flag(2) }
    #expect(buffer.bytes == [8, 0, 1, 0x80, 4, 0, 2, 0])
  }

  @Test("Several messages in one buffer each have their own length")
  func messages() {
    var buffer = MessageBuffer()
    for sequence: UInt32 in [1, 2] {
      buffer.begin(type: 16, flags: 5, sequence: sequence)
      buffer.append(UInt32(sequence))
      buffer.end()
    }
    let sequences = buffer.bytes.withUnsafeBytes { bytes -> [UInt32] in
      var rest = bytes
      var found: [UInt32] = []
      while let message = Message(takingFrom: &rest) { found.append(message.header.nlmsg_seq) }
      return found
    }
    #expect(sequences == [1, 2])
  }

  @Test("Malformed input ends the reading instead of leaving the buffer")
  func malformed() {
    // An attribute that claims more than there is, one that claims less than its header, a message
    // that claims more than there is.
    for bytes: [UInt8] in [[9, 0, 1, 0, 5], [2, 0, 1, 0], [1, 0, 0]] {
      bytes.withUnsafeBytes { #expect(Array(AttributeSequence($0)).isEmpty) }
    }
    let long: [UInt8] = [200, 0, 0, 0] + [UInt8](repeating: 0, count: 12)
    long.withUnsafeBytes { bytes in
      var rest = bytes
      #expect(Message(takingFrom: &rest).map { _ in true } == nil)
    }
  }
}
