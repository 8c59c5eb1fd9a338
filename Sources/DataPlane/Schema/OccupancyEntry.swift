/// `struct occupancy` of gwlb.h: how many entries of the flow table are taken.
struct OccupancyEntry: Hashable, MapBytes {
  var settled: UInt32 = 0
  /// Of these, what one sender may have invented.
  var unconfirmed: UInt32 = 0

  static let byteCount = 8

  init() {}

  init(reading bytes: inout ByteReader) {
    settled = bytes.native()
    unconfirmed = bytes.native()
  }

  func write(to bytes: inout ByteWriter) {
    bytes.native(settled)
    bytes.native(unconfirmed)
  }

  mutating func count(_ flow: FlowEntry) {
    settled += 1
    if !flow.marks.contains(.confirmed) { unconfirmed += 1 }
  }

  /// What has been taken since, added; nothing where an earlier count was more.
  func adding(_ later: Self, since earlier: Self) -> Self {
    var sum = self
    sum.settled += later.settled >= earlier.settled ? later.settled - earlier.settled : 0
    sum.unconfirmed +=
      later.unconfirmed >= earlier.unconfirmed ? later.unconfirmed - earlier.unconfirmed : 0
    return sum
  }
}
