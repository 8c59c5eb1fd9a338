import Testing

@testable import NFTables

@Suite("Reading nft's listing")
struct RulesetTests {
  @Test("A listing is split into its tables by family and name")
  func tables() throws {
    let listing = """
      table inet a {
      \tchain c {
      \t}
      }
      table ip a {
      }

      """
    let tables = Ruleset(listing: listing).tables
    #expect(
      tables == [
        try #require(TableKey("inet a")): "table inet a {\n\tchain c {\n\t}\n}\n",
        try #require(TableKey("ip a")): "table ip a {\n}\n",
      ])
    #expect(Ruleset(listing: "").tables.isEmpty)
  }

  @Test("Elements that rules add to a set are left out, written ones stay")
  func dynamicSets() throws {
    let listing = """
      table inet a {
      \tset fixed {
      \t\ttype ipv4_addr
      \t\telements = { 10.0.0.1, 10.0.0.2,
      \t\t\t     10.0.0.3 }
      \t}

      \tset seen {
      \t\ttype ipv4_addr
      \t\tflags dynamic,timeout
      \t\telements = { 192.0.2.1 timeout 1m expires 59s,
      \t\t\t     192.0.2.2 timeout 1m expires 3s }
      \t}
      }

      """
    let table = try #require(Ruleset(listing: listing).tables.values.first)
    #expect(table.contains("10.0.0.3"))
    #expect(!table.contains("192.0.2"))
    #expect(table.hasSuffix("flags dynamic,timeout\n\t}\n}\n"))
  }

  @Test(
    "What is not FAMILY NAME is no table's name",
    arguments: ["", "inet", "inet a b", "inet  a", "inet a;", "inet a\nflush ruleset", "inet {"])
  func invalidKeys(_ text: String) {
    #expect(TableKey(text) == nil)
  }
}
