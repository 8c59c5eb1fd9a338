import HostState
import IPAddressing

/// `struct target` of gwlb.h; the address 0.0.0.0 is no target.
struct TargetEntry: Hashable, MapBytes {
  static let zoneCount = GatewayLoadBalancerDataPlane.mostZones

  var address: IPAddress
  var zone: UInt32
  /// A zone of nodes each; a zone without a way to the target has no entry.
  var nextHops: [Int: MACAddress]

  static let byteCount = 8 + zoneCount * 6
  static let none = TargetEntry(address: IPAddress(ipv4: 0), zone: 0, nextHops: [:])

  var isPresent: Bool { address.bits != 0 }

  init(address: IPAddress, zone: UInt32, nextHops: [Int: MACAddress]) {
    self.address = address
    self.zone = zone
    self.nextHops = nextHops
  }

  init(reading bytes: inout ByteReader) {
    address = bytes.ipv4Address()
    zone = bytes.native()
    nextHops = [:]
    for zone in 0..<Self.zoneCount {
      let address = bytes.macAddress()
      if address.bits != 0 { nextHops[zone] = address }
    }
  }

  func write(to bytes: inout ByteWriter) {
    bytes.network(UInt32(truncatingIfNeeded: address.bits))
    bytes.native(zone)
    for zone in 0..<Self.zoneCount {
      bytes.macAddress(nextHops[zone] ?? MACAddress(bits: 0))
    }
  }
}
