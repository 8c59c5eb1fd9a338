/// The agent's word on a target; TARGET_HEALTHY of gwlb.h and, for our own use, draining.
struct TargetHealthEntry: OptionSet, MapBytes {
  let rawValue: UInt32

  static let healthy = TargetHealthEntry(rawValue: 1)
  static let draining = TargetHealthEntry(rawValue: 2)

  static let byteCount = 4

  init(rawValue: UInt32) { self.rawValue = rawValue }
  init(reading bytes: inout ByteReader) { rawValue = bytes.native() }
  func write(to bytes: inout ByteWriter) { bytes.native(rawValue) }
}
