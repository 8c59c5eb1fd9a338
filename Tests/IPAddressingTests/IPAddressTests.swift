import IPAddressing
import Testing

@Suite("IP addresses")
struct IPAddressTests {
  @Test(
    "text is read and written in its canonical form",
    arguments: [
      ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
      ("10.0.1.4", "10.0.1.4"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
      ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
      ("::ffff:192.0.2.1", "::ffff:c000:201"), ("64:ff9b::10.0.0.1", "64:ff9b::a00:1"),
      ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("0:0:1:0:0:0:1:0", "0:0:1::1:0"),
      ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ])
  func canonical(text: String, expected: String) throws {
    let address = try #require(IPAddress(text))
    #expect(address.description == expected)
    #expect(IPAddress(expected) == address)
    #expect(IPAddress(bytes: address.bytes) == address)
  }

  @Test(
    "what is no address is refused",
    arguments: [
      "", "1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.4 ", "1..2.3", "a.b.c.d",
      ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "::1%eth0",
      "1:2:3:4:5:6:7::8", "1.2.3.4::", "::1.2.3", "+1::", "1:2:3:4:5:6:7:8::",
    ])
  func refused(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test("moving past either end of a family's range gives nothing")
  func ends() throws {
    let last = try #require(IPAddress("255.255.255.255"))
    #expect(last.advanced(by: 1) == nil)
    #expect(IPAddress("0.0.0.0")?.advanced(by: -1) == nil)
    #expect(IPAddress("10.0.0.255")?.advanced(by: 1)?.description == "10.0.1.0")
    #expect(
      IPAddress("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")?.advanced(by: 1) == nil)
    #expect(IPAddress("::")?.advanced(by: -1) == nil)
  }

  @Test("IPv4 sorts before IPv6, then by value")
  func order() {
    let sorted = ["::1", "10.0.0.2", "::", "9.0.0.1"].compactMap { IPAddress($0) }.sorted()
    #expect(sorted.map(\.description) == ["9.0.0.1", "10.0.0.2", "::", "::1"])
  }
}
