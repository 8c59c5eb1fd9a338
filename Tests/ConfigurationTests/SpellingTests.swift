import Configuration
import Testing

@Suite("Spelling")
struct SpellingTests {
  private static let keys = [
    "cidr", "ipv6_cidr", "zone", "zones", "route_table", "hosts", "appliance_mode",
    "gwlb_endpoints", "internet_gateway", "routes", "public_address", "tcp_idle_timeout",
  ]

  @Test(
    "knows typing errors and other tools' words",
    arguments: [
      ("cird", "cidr"), ("route-table", "route_table"), ("RouteTable", "route_table"),
      ("cidr_block", "cidr"), ("CidrBlock", "cidr"), ("availability_zone", "zone"),
      ("appliance_mode_support", "appliance_mode"), ("vpc_endpoint", "gwlb_endpoints"),
      ("vpc_endpoint_id", "gwlb_endpoints"), ("igw", "internet_gateway"),
      ("destination_cidr_block", "routes"), ("eip", "public_address"),
      ("internet_gatway", "internet_gateway"), ("idle_timeout", "tcp_idle_timeout"),
    ])
  func suggests(word: String, expected: String) {
    #expect(Spelling.suggestion(for: word, among: Self.keys) == expected)
  }

  @Test("says nothing when nothing is near", arguments: ["security_groups", "x", "", "quux"])
  func silent(word: String) { #expect(Spelling.suggestion(for: word, among: Self.keys) == nil) }

  @Test("a word as long as a book is not compared")
  func long() {
    #expect(
      Spelling.suggestion(for: String(repeating: "a", count: 1_000_000), among: Self.keys) == nil)
  }
}
