import Diagnostics
import Testing

@testable import YAMLSyntax

@Suite("Syntax tree")
struct SyntaxTreeTests {
  @Test(
    "is what the text says",
    arguments: [
      ("a: 1", "{a:1}"),
      ("a:\n  - b\n  - c: d\n    e: f\n", "{a:[b {c:d e:f}]}"),
      ("{ a: [b, {c: d}], e: }", "{a:[b {c:d}] e:null}"),
      ("{\"a\": \"b\\n\", \"c\": [1, null]}", "{a:b\n c:[1 null]}"),
      ("a: |\n  x\n  y\n", "{a:x\ny\n}"),
      ("a: &x [1]\nb: *x\n", "{a:[1] b:[1]}"),
      ("a: ~\nb: ''\n", "{a:null b:}"),
      ("---\na: b\n...\n", "{a:b}"),
      ("\u{feff}a: b", "{a:b}"),
      ("a: b\r\nc: d\r\n", "{a:b c:d}"),
    ])
  func shape(text: String, expected: String) {
    let parsed = Parsed(text)
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.shape == expected)
  }

  @Test("a block collection ends where its last child ends, not where the next token starts")
  func ends() throws {
    let parsed = Parsed("a:\n  b:\n    - c\n    - dd\n\n\n# note\ne: f\n")
    #expect(try parsed.place("a") == "2:3-4:9")
    #expect(try parsed.place("a", "b") == "3:5-4:9")
    #expect(try parsed.place("e") == "8:4-8:5")
  }

  @Test("columns count code points, and start after a byte order mark")
  func columns() throws {
    #expect(try Parsed("\u{feff}é: [ü, \u{1f600}]\nb: c").place("é") == "1:4-1:10")
    #expect(try Parsed("{ \"\u{1f600}\": x }").place("\u{1f600}") == "1:8-1:9")
  }

  @Test("a flow collection spans its brackets")
  func flow() throws {
    #expect(try Parsed("a: { b: [c,\n  d] }\n").place("a") == "1:4-2:7")
  }

  @Test("an alias is placed where it stands, and knows where its anchor's value is")
  func alias() throws {
    let tree = try #require(Parsed("a: &x [1]\nb: *x\n").tree)
    let alias = try #require(tree.entries(of: tree.root).last).value
    #expect(tree.range(of: alias).description == "t.yaml:2:4")
    #expect(tree.anchorRange(of: alias)?.description == "t.yaml:1:4")
  }

  @Test("an anchor may be given anew, and the latest counts")
  func anew() {
    #expect(Parsed("a: &x 1\nb: &x 2\nc: *x\n").shape == "{a:1 b:2 c:2}")
  }

  @Test("a duplicate key is an error that shows both places, and the first stays")
  func duplicates() throws {
    let parsed = Parsed("a: 1\nb: 2\na: 3\n")
    #expect(parsed.ids == [.duplicateKey])
    #expect(parsed.shape == "{a:1 b:2}")
    let diagnostic = try #require(parsed.diagnostics.first)
    #expect(diagnostic.range?.description == "t.yaml:3:1")
    #expect(diagnostic.notes.first?.range?.description == "t.yaml:1:1")
  }

  @Test("duplicates are found among a great many keys too, each once")
  func manyKeys() {
    let text = (0..<2000).map { "k\($0): v\n" }.joined() + "k7: w\nk1999: w\n\"k3\": w\n"
    #expect(Parsed(text).ids == [.duplicateKey, .duplicateKey, .duplicateKey])
  }

  @Test("keys that differ in quotes only are the same")
  func quotedKeys() { #expect(Parsed("{a: 1, 'a': 2}").ids == [.duplicateKey]) }
}
