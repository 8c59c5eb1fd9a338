/// What an endpoint, a target or a firewall appliance has carried since its slot was first used.
package struct Counters: Hashable, Sendable, Codable {
  /// Packets on a wire (a super-packet counts as its segments) and bytes of the inner packets.
  package struct Traffic: Hashable, Sendable, Codable {
    package var packets: UInt64
    package var bytes: UInt64

    package init(packets: UInt64 = 0, bytes: UInt64 = 0) {
      self.packets = packets
      self.bytes = bytes
    }
  }

  /// From endpoints to appliances.
  package var toTarget = Traffic()
  /// From appliances back to endpoints.
  package var fromTarget = Traffic()
  package var newFlows: UInt64 = 0
  /// Packets that had been encapsulated before on this host, and needed the slower way.
  package var encapsulatedAgain: UInt64 = 0
  /// TCP segments that an endpoint answered with a reset.
  package var resets: UInt64 = 0

  package init() {}

  static func + (left: Counters, right: Counters) -> Counters {
    var sum = left
    sum.toTarget.packets &+= right.toTarget.packets
    sum.toTarget.bytes &+= right.toTarget.bytes
    sum.fromTarget.packets &+= right.fromTarget.packets
    sum.fromTarget.bytes &+= right.fromTarget.bytes
    sum.newFlows &+= right.newFlows
    sum.encapsulatedAgain &+= right.encapsulatedAgain
    sum.resets &+= right.resets
    return sum
  }
}

extension Counters: MapBytes {
  static var byteCount: Int { 56 }

  init(reading bytes: inout ByteReader) {
    toTarget = Traffic(packets: bytes.native(), bytes: bytes.native())
    fromTarget = Traffic(packets: bytes.native(), bytes: bytes.native())
    newFlows = bytes.native()
    encapsulatedAgain = bytes.native()
    resets = bytes.native()
  }

  func write(to bytes: inout ByteWriter) {
    for traffic in [toTarget, fromTarget] {
      bytes.native(traffic.packets)
      bytes.native(traffic.bytes)
    }
    bytes.native(newFlows)
    bytes.native(encapsulatedAgain)
    bytes.native(resets)
  }
}
