/// The fragments that wait for the first of their datagram: `kept_fragments` of held.h.
struct KeptFragments {
  /// `struct held_key` of held.h, of which only the whole says anything.
  struct Key: Hashable, MapBytes {
    static let byteCount = 56
    private let bytes: [UInt8]

    init(reading reader: inout ByteReader) { bytes = Array(reader.take(Self.byteCount)) }
    func write(to writer: inout ByteWriter) { for byte in bytes { writer.native(byte) } }
  }

  /// `struct held_frame` of held.h.
  struct Frame: MapBytes {
    static let byteCount = 8528
    /// Seconds of CLOCK_MONOTONIC.
    var since: UInt32
    private let rest: [UInt8]

    init(reading reader: inout ByteReader) {
      since = reader.native()
      rest = Array(reader.take(Self.byteCount - 4))
    }

    func write(to writer: inout ByteWriter) {
      writer.native(since)
      for byte in rest { writer.native(byte) }
    }
  }

  /// LONGEST_HELD of held.h, in seconds.
  private static let longestHeld = 2
  /// The programs look through what waits some times a second at most.
  private static let mostTries = 16

  let map: BPFMap<Key, Frame>

  /// Nil when the namespace has no gateway load balancer's maps.
  init?(pins: PinDirectory) throws(DataPlaneError) {
    let name = "kept_fragments"
    guard let map = try BPFMap<Key, Frame>(name: name, path: pins.map(name)) else { return nil }
    self.map = map
  }

  /// How many were lost: those that the programs have counted, and those whose time is over, which
  /// they count when another comes.
  ///
  /// - Parameter counted: What the programs have counted by now.
  func lost(
    counted: () throws(DataPlaneError) -> UInt64
  ) throws(DataPlaneError) -> UInt64 {
    var before = try counted()
    for _ in 0..<Self.mostTries {
      // A second more, as the programs' clock may be late by some milliseconds.
      let since = Int(KernelClock.now) - Self.longestHeld - 1
      // Of a map that changes, a key may be listed twice.
      var late: Set<Key> = []
      for (key, frame) in try map.entries() where Int(frame.since) < since {
        late.insert(key)
      }
      let after = try counted()
      // None went from one to the other meanwhile.
      if after == before { return after + UInt64(late.count) }
      before = after
    }
    return before
  }
}
