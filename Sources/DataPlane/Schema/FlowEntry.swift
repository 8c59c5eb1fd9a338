import IPAddressing

/// `struct flow` of gwlb.h.
struct FlowEntry: Hashable, MapBytes {
  /// What has been seen of the flow: the marks of gwlb.h, by the key's low and high end.
  struct Marks: OptionSet, Hashable {
    let rawValue: UInt16

    static let closingLow = Marks(rawValue: 0x01)
    static let closingHigh = Marks(rawValue: 0x02)
    static let closingReset = Marks(rawValue: 0x04)
    static let openedByHigh = Marks(rawValue: 0x08)
    static let givenLow = Marks(rawValue: 0x10)
    static let givenHigh = Marks(rawValue: 0x20)
    static let returnedLow = Marks(rawValue: 0x40)
    static let returnedHigh = Marks(rawValue: 0x80)
    static let settled = Marks(rawValue: 0x200)
    static let answered = Marks(rawValue: 0x400)
    static let confirmed = Marks(rawValue: 0x800)
    static let moved = Marks(rawValue: 0x8000)
  }

  var targetSlot: UInt32
  var targetAddress: IPAddress
  var cookie: UInt32
  /// Seconds of CLOCK_MONOTONIC.
  var lastSeen: UInt32
  var marks: Marks
  /// Of a confirmed TCP connection, the upper halves of the numbers that its ends send next.
  var lowSequence: UInt16
  var sourcePort: UInt16
  var highSequence: UInt16

  static let byteCount = 24

  init(reading bytes: inout ByteReader) {
    targetSlot = bytes.native()
    targetAddress = bytes.ipv4Address()
    cookie = bytes.native()
    lastSeen = bytes.native()
    marks = Marks(rawValue: bytes.native())
    lowSequence = bytes.native()
    sourcePort = bytes.network()
    highSequence = bytes.native()
  }

  func write(to bytes: inout ByteWriter) {
    bytes.native(targetSlot)
    bytes.network(UInt32(truncatingIfNeeded: targetAddress.bits))
    bytes.native(cookie)
    bytes.native(lastSeen)
    bytes.native(marks.rawValue)
    bytes.native(lowSequence)
    bytes.network(sourcePort)
    bytes.native(highSequence)
  }

  /// Both ends have sent FIN, or one RST.
  var isClosed: Bool {
    marks.isSuperset(of: [.closingLow, .closingHigh]) || marks.contains(.closingReset)
  }
}
