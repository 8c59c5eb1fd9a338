import HostState
import IPAddressing

/// `struct port` of source_check.c; an address of zeros is none.
struct PortEntry: Hashable, MapBytes {
  var macAddress: MACAddress
  var checksAddresses: Bool
  var isAppliance: Bool
  var ipv4: IPAddress
  var ipv6: IPAddress

  static let byteCount = 28

  init(_ port: SourceCheckDataPlane.Port) {
    macAddress = port.macAddress
    checksAddresses = port.checksAddresses
    isAppliance = port.isAppliance
    ipv4 = port.addresses.first(where: \.isIPv4) ?? IPAddress(ipv4: 0)
    ipv6 = port.addresses.first { !$0.isIPv4 } ?? IPAddress(.ipv6, bits: 0)
  }

  init(reading bytes: inout ByteReader) {
    macAddress = bytes.macAddress()
    checksAddresses = bytes.native() != UInt8(0)
    isAppliance = bytes.native() != UInt8(0)
    ipv4 = bytes.ipv4Address()
    ipv6 = bytes.address(.ipv6)
  }

  func write(to bytes: inout ByteWriter) {
    bytes.macAddress(macAddress)
    bytes.native(UInt8(checksAddresses ? 1 : 0))
    bytes.native(UInt8(isAppliance ? 1 : 0))
    bytes.network(UInt32(truncatingIfNeeded: ipv4.bits))
    bytes.address(ipv6)
  }

  var addresses: [IPAddress] { [ipv4, ipv6].filter { $0.bits != 0 } }
}
