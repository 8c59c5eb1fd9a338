/// The pcap file format, with nanoseconds (draft-ietf-opsawg-pcap): in this machine's byte order.
package enum PcapFormat {
  private static let magic: UInt32 = 0xa1b2_3c4d
  private static let ethernet: UInt32 = 1

  /// What a file begins with.
  package static var header: [UInt8] {
    var bytes: [UInt8] = []
    append(magic, to: &bytes)
    append(2 as UInt16, to: &bytes)
    append(4 as UInt16, to: &bytes)
    for word in [0, 0, CaptureFilter.snapLength, ethernet] { append(word, to: &bytes) }
    return bytes
  }

  package static func append(_ frame: CapturedFrame, to bytes: inout [UInt8]) {
    let (seconds, nanoseconds) = frame.time.quotientAndRemainder(dividingBy: 1_000_000_000)
    for number in [seconds, nanoseconds, UInt64(frame.bytes.count), UInt64(frame.length)] {
      append(UInt32(truncatingIfNeeded: number), to: &bytes)
    }
    bytes += frame.bytes
  }

  private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number) { bytes += $0 }
  }
}
