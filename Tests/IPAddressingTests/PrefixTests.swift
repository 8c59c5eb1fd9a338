import IPAddressing
import Testing

@Suite("Prefixes")
struct PrefixTests {
  @Test("a prefix holds its first and last address and no neighbour")
  func bounds() throws {
    for text in ["10.0.0.0/8", "10.0.11.0/28", "203.0.113.10/32", "2001:db8::/32", "::1/128"] {
      let prefix = try #require(Prefix(text))
      #expect(prefix.description == text)
      #expect(prefix.contains(prefix.first) && prefix.contains(prefix.last))
      if let before = prefix.first.advanced(by: -1) { #expect(!prefix.contains(before)) }
      if let after = prefix.last.advanced(by: 1) { #expect(!prefix.contains(after)) }
    }
  }

  @Test("the default prefixes hold their own family only")
  func defaults() throws {
    let four = try #require(IPAddress("192.0.2.1"))
    let six = try #require(IPAddress("2001:db8::1"))
    #expect(Prefix.defaultIPv4.contains(four) && !Prefix.defaultIPv4.contains(six))
    #expect(Prefix.defaultIPv6.contains(six) && !Prefix.defaultIPv6.contains(four))
    #expect(Prefix.defaultIPv4.last.description == "255.255.255.255")
    #expect(Prefix.defaultIPv6.last.bits == UInt128.max)
  }

  @Test(
    "set host bits, other lengths and stray text are refused",
    arguments: [
      "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/", "10.0.0.0",
      "::/129", "2001:db8::1/64", "10.0.0.0/8/8", "/8", "10.0.0.0/+8", "10.0.0.0/ 8",
    ])
  func refused(text: String) {
    #expect(Prefix(text) == nil)
  }

  @Test("one of two overlapping prefixes contains the other")
  func overlap() throws {
    let outer = try #require(Prefix("10.0.0.0/8"))
    let inner = try #require(Prefix("10.255.0.0/16"))
    let other = try #require(Prefix("11.0.0.0/8"))
    #expect(outer.contains(inner) && !inner.contains(outer) && outer.overlaps(inner))
    #expect(inner.overlaps(outer) && !outer.overlaps(other) && outer.contains(outer))
  }
}
