package import IPAddressing

/// A live entry of a gateway load balancer's flow table: both directions of what one appliance sees.
package struct Flow: Hashable, Sendable, Codable {
  package struct End: Hashable, Sendable, Codable {
    package var address: IPAddress
    /// 0 where the flow is not told apart by ports.
    package var port: UInt16

    package init(address: IPAddress, port: UInt16 = 0) {
      self.address = address
      self.port = port
    }
  }

  /// What the appliance has seen of one direction.
  package struct Direction: Hashable, Sendable, Codable {
    /// Packets were given to the appliance.
    package var isGiven: Bool
    /// Packets came back from it, and left by the endpoint.
    package var isReturned: Bool

    package init(isGiven: Bool, isReturned: Bool) {
      self.isGiven = isGiven
      self.isReturned = isReturned
    }
  }

  package var endpointID: UInt64
  /// The end that sent the first packet.
  package var source: End
  package var destination: End
  /// IP protocol number; 0 with 2-tuple stickiness.
  package var protocolNumber: UInt8
  package var targetSlot: Int
  package var targetAddress: IPAddress
  /// Seconds since the last packet.
  package var idle: Int
  /// A TCP connection that both ends have closed, or one reset.
  package var isClosed: Bool
  /// From source to destination.
  package var forward: Direction
  /// From destination to source.
  package var backward: Direction

  init(_ key: FlowKeyEntry, _ entry: FlowEntry, idle: Int) {
    let low = End(address: key.low, port: key.lowPort)
    let high = End(address: key.high, port: key.highPort)
    endpointID = key.endpoint
    let lowToHigh = Direction(
      isGiven: entry.marks.contains(.givenLow), isReturned: entry.marks.contains(.returnedLow))
    let highToLow = Direction(
      isGiven: entry.marks.contains(.givenHigh), isReturned: entry.marks.contains(.returnedHigh))
    let isOpenedByHigh = entry.marks.contains(.openedByHigh)
    source = isOpenedByHigh ? high : low
    destination = isOpenedByHigh ? low : high
    forward = isOpenedByHigh ? highToLow : lowToHigh
    backward = isOpenedByHigh ? lowToHigh : highToLow
    protocolNumber = key.protocolNumber
    targetSlot = Int(entry.targetSlot)
    targetAddress = entry.targetAddress
    self.idle = idle
    isClosed = entry.isClosed
  }
}
