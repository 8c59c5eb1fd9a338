/// A frame as it passed a link.
package struct CapturedFrame: Hashable, Sendable {
  /// Nanoseconds since 1970.
  package var time: UInt64
  /// From the Ethernet header on, at most `CaptureFilter.snapLength` of them.
  package var bytes: [UInt8]
  /// Bytes that it had on the link.
  package var length: Int

  package init(time: UInt64, bytes: [UInt8], length: Int) {
    self.time = time
    self.bytes = bytes
    self.length = length
  }
}
