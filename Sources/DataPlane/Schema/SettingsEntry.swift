import HostState

/// `struct settings` of gwlb.h.
struct SettingsEntry: Hashable, MapBytes {
  var tcpIdleTimeout: UInt32
  var stickiness: UInt8
  var rebalances: Bool
  var crossZone: Bool

  static let byteCount = 8

  init(tcpIdleTimeout: UInt32, stickiness: UInt8, rebalances: Bool, crossZone: Bool) {
    self.tcpIdleTimeout = tcpIdleTimeout
    self.stickiness = stickiness
    self.rebalances = rebalances
    self.crossZone = crossZone
  }

  init(reading bytes: inout ByteReader) {
    tcpIdleTimeout = bytes.native()
    stickiness = bytes.native()
    rebalances = bytes.native() != UInt8(0)
    crossZone = bytes.native() != UInt8(0)
    bytes.skip(1)
  }

  func write(to bytes: inout ByteWriter) {
    bytes.native(tcpIdleTimeout)
    bytes.native(stickiness)
    bytes.native(UInt8(rebalances ? 1 : 0))
    bytes.native(UInt8(crossZone ? 1 : 0))
    bytes.zeros(1)
  }
}

extension GatewayLoadBalancerDataPlane.Stickiness {
  /// STICKINESS_* of flow.h, in order.
  private static let numbered: [Self] = [.fiveTuple, .threeTuple, .twoTuple]

  var number: UInt8 { UInt8(Self.numbered.firstIndex(of: self) ?? 0) }

  init?(number: UInt8) {
    guard Self.numbered.indices.contains(Int(number)) else { return nil }
    self = Self.numbered[Int(number)]
  }
}
