import CLinux
import IPAddressing
import Testing

@testable import Netlink

@Suite("Encoding a veth pair")
struct VethEncodingTests {
  @Test("Both ends carry name, index, MAC, MTU, group and single queues, the far one its namespace")
  func pair() throws {
    let namespace = try NamespaceHandle.current()
    let near = LinkSettings(
      name: "n", index: 70_000, macAddress: MACAddress(bits: 1), mtu: 1500, group: 9)
    let far = LinkSettings(
      name: "f", index: 70_001, macAddress: MACAddress(bits: 2), mtu: 1568, group: 9)
    let request = CreateVethPair(near: near, far: far, farNamespace: namespace)
    let descriptor = hex(UInt32(namespace.descriptor))
    let data = [Int(IFLA_LINKINFO), Int(IFLA_INFO_DATA)]
    let tree = Encoded(request).tree(
      after: ifinfomsg.self, nested: [Array(data[..<1]), data])
    let peer = "\(hex(UInt32(0)))\(hex(UInt32(0)))"
    // The far end is an `ifinfomsg` of its own with attributes behind it.
    #expect(
      tree == """
        3 6e00
        1 000000000001
        4 \(hex(UInt32(1500)))
        27 \(hex(UInt32(9)))
        31 \(hex(UInt32(1)))
        32 \(hex(UInt32(1)))
        18
          1 7665746800
          2
            1 \(peer.prefix(8))\(hex(UInt32(70_001)))\(peer)\
        06000300660000000a000100000000000002000008000400\(hex(UInt32(1568)))\
        08001b00\(hex(UInt32(9)))08001f00\(hex(UInt32(1)))08002000\(hex(UInt32(1)))\
        08001c00\(descriptor)
        """)
  }

  /// The number's four bytes as they lie in memory.
  private func hex(_ value: UInt32) -> String {
    withUnsafeBytes(of: value) { bytes in
      bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
  }
}
