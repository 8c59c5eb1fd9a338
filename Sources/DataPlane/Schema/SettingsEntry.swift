import HostState

/// `struct settings` of gwlb.h.
struct SettingsEntry: Hashable, MapBytes {
  /// AWS's fixed idle timeout of everything but TCP, in seconds.
  static let otherIdleTimeout: UInt32 = 120
  /// How long a closed connection is remembered for its last segments, in seconds.
  static let closedTimeout: UInt32 = 10

  var tcpIdleTimeout: UInt32
  var otherIdleTimeout = Self.otherIdleTimeout
  var closedTimeout = Self.closedTimeout
  var stickiness: UInt8
  var rebalances: Bool
  var crossZone: Bool
  var resets: GatewayLoadBalancerDataPlane.TCPResets

  static let byteCount = 16

  init(
    tcpIdleTimeout: UInt32, stickiness: UInt8, rebalances: Bool, crossZone: Bool,
    resets: GatewayLoadBalancerDataPlane.TCPResets = []
  ) {
    self.tcpIdleTimeout = tcpIdleTimeout
    self.stickiness = stickiness
    self.rebalances = rebalances
    self.crossZone = crossZone
    self.resets = resets
  }

  init(reading bytes: inout ByteReader) {
    tcpIdleTimeout = bytes.native()
    otherIdleTimeout = bytes.native()
    closedTimeout = bytes.native()
    stickiness = bytes.native()
    rebalances = bytes.native() != UInt8(0)
    crossZone = bytes.native() != UInt8(0)
    resets = GatewayLoadBalancerDataPlane.TCPResets(rawValue: Int(bytes.native() as UInt8))
  }

  func write(to bytes: inout ByteWriter) {
    bytes.native(tcpIdleTimeout)
    bytes.native(otherIdleTimeout)
    bytes.native(closedTimeout)
    bytes.native(stickiness)
    bytes.native(UInt8(rebalances ? 1 : 0))
    bytes.native(UInt8(crossZone ? 1 : 0))
    bytes.native(UInt8(truncatingIfNeeded: resets.rawValue))
  }

  /// `idle_timeout` of gwlb.h, in seconds.
  func idleTimeout(of key: FlowKeyEntry, _ flow: FlowEntry) -> UInt32 {
    if flow.isClosed { return closedTimeout }
    let mayBeTCP = key.protocolNumber == 6 || key.protocolNumber == 0
    return mayBeTCP ? tcpIdleTimeout : otherIdleTimeout
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
