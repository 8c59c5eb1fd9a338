import Diagnostics
import Testing
import Topology

@Suite("A user's firewall rules")
struct FirewallRulesTests {
  private func rules(_ text: String) throws -> FirewallRules {
    let start = SourcePosition(line: 1, column: 1)
    return try FirewallRules(
      SourceFile(path: "firewall.nft", bytes: Array(text.utf8)),
      source: SourceRange(file: "topology.yaml", start: start, end: start))
  }

  @Test("tables are cut apart past comments, strings and nested blocks")
  func tables() throws {
    let cut = try rules(
      """
      # table inet ghost { }
      table inet a { chain x { ip saddr { 10.0.0.1, 10.0.0.2 } log prefix "} " drop } }
      table ip b {
        set s { type ipv4_addr; }
      }
      """)
    #expect(cut.tables.keys.sorted() == ["inet a", "ip b"])
    let words = "table inet a { chain include-x { log prefix \"include \" } } # include \"x\"\n"
    #expect(try rules(words).tables.keys.sorted() == ["inet a"])
    let comment = "table inet a { # } \u{2028} include \"x\"\n}"
    #expect(try rules(comment).tables["inet a"] == "table inet a { \n}\n")
    let flags = "table inet a { set s { type ipv4_addr; flags interval; }\n chain flags { } }\n"
    #expect(try rules(flags).tables.keys.sorted() == ["inet a"])
    #expect(cut.tables["inet a"]?.hasSuffix("drop } }\n") == true)
  }

  @Test(
    "what is no whole table is refused with its line",
    arguments: [
      ("table inet a { }\nflush ruleset\n", 2, "`flush` stands outside a table"),
      ("table inet a {\n", 1, "this `{` is never closed"),
      ("", 1, "there is no table"),
      ("table inet bumpwire { }", 1, "table `inet bumpwire` is the product's own"),
      ("table inet a { }\n\ntable inet a { }", 3, "table `inet a` is declared twice"),
      (
        "table inet a {\n  include \"/etc/hosts\"\n}", 2,
        "`include` is not read: put its text here"
      ),
      (
        "table inet a { include\\\n \"x\" }", 1, "`include` is not read: put its text here"
      ),
      (
        "table inet a { comment \"\u{301}\"\n}\nflush ruleset\ntable inet z { comment \"\" }", 3,
        "`flush` stands outside a table"
      ),
      (
        "table inet a {\n  flags dormant\n}", 2,
        "`flags` of a table is not taken: only tables without can be loaded"
      ),
      (
        "table inet a { chain c { }; flags owner; }", 1,
        "`flags` of a table is not taken: only tables without can be loaded"
      ),
      ("include \"x\"\n", 1, "`include` stands outside a table"),
    ])
  func refusals(text: String, line: Int, message: String) {
    #expect(throws: FirewallRules.Problem(line: line, message: message)) {
      try rules(text)
    }
  }
}
