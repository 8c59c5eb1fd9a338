import Glibc
package import IPAddressing

/// Where an agent serves metrics over HTTP: `127.0.0.1:9464`, `[::1]:9464`, or a port alone, which is
/// the loopback's.
package struct MetricsAddress: Hashable, Sendable, Codable {
  package let address: IPAddress
  package let port: UInt16

  /// Nil for what is no address with a port from 1 to 65535.
  package init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":") else {
      guard let port = Self.port(text[...]) else { return nil }
      (address, self.port) = (IPAddress(ipv4: 0x7f00_0001), port)
      return
    }
    var host = text[..<colon]
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.count > 2
    if isBracketed { host = host.dropFirst().dropLast() }
    guard let address = IPAddress(String(host)), address.isIPv4 != isBracketed,
      let port = Self.port(text[colon...].dropFirst())
    else { return nil }
    (self.address, self.port) = (address, port)
  }

  private static func port(_ text: Substring) -> UInt16? {
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let port = UInt16(text), port > 0
    else { return nil }
    return port
  }

  /// Whether only programs on this host reach it.
  package var isLoopback: Bool {
    address.isIPv4 ? address.bytes[0] == 127 : address == IPAddress(.ipv6, bits: 1)
  }
}

extension MetricsAddress: CustomStringConvertible {
  package var description: String {
    address.isIPv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
  }

  package var url: String { "http://\(self)/metrics" }
}

extension RunDirectory {
  /// Where metrics were asked for last; nil if nowhere.
  package func readMetricsAddress() throws(RunDirectoryError) -> MetricsAddress? {
    try AtomicFile.readJSON(MetricsAddress.self, from: metrics)
  }

  /// Leaves for the agent where metrics are to be served; nil for nowhere.
  package func write(_ address: MetricsAddress?) throws(RunDirectoryError) {
    if let address { return try AtomicFile.writeJSON(address, to: metrics) }
    if unlink(metrics) != 0, errno != ENOENT { throw .last("remove \(metrics)") }
  }
}
