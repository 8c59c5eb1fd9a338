import Diagnostics
import Testing

@testable import YAMLSyntax

@Suite("Hostile text")
struct HostileTextTests {
  @Test("a hundred megabytes of brackets are refused at once")
  func brackets() {
    let bytes = Array(repeating: UInt8(ascii: "["), count: 100_000_000)
    let clock = ContinuousClock()
    var ids: [DiagnosticID] = []
    // Screening the bytes is all that may take time.
    let time = clock.measure { ids = Parsed(bytes).ids }
    #expect(ids == [.excessiveDepth])
    #expect(time < .seconds(30))
  }

  @Test("deep nesting by indentation is refused")
  func indentation() {
    let text = (0..<200).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    #expect(Parsed(text).ids == [.excessiveDepth])
  }

  @Test("deep nesting by aliases of aliases is refused")
  func aliasDepth() {
    let text = "a0: &a0 [x]\n" + (1..<100).map { "a\($0): &a\($0) [*a\($0 - 1)]\n" }.joined()
    #expect(Parsed(text).ids == [.excessiveDepth])
  }

  @Test("billion laughs cost nothing")
  func laughs() {
    let text =
      "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
      + (1..<30).map { n in
        "a\(n): &a\(n) [\(Array(repeating: "*a\(n - 1)", count: 10).joined(separator: ","))]\n"
      }.joined()
    #expect(Parsed(text).ids == [.excessiveExpansion])
  }

  @Test("a list is refused at its first value too many, not at its end")
  func longList() {
    let text = "a: [" + String(repeating: "b,", count: 2_000)
    let parsed = Parsed(text, limits: SyntaxLimits(fileSize: 1 << 20, depth: 64, nodes: 1_000))
    #expect(parsed.ids == [.excessiveExpansion])
    #expect(parsed.diagnostics.first?.range?.start.column ?? 0 < 2_100)
  }

  @Test("an alias within its own anchor is refused")
  func recursion() {
    #expect(Parsed("a: &a [*a]").ids == [.undefinedAlias])
    #expect(Parsed("a: &a {b: {c: *a}}").ids == [.undefinedAlias])
    #expect(Parsed("&a {<<: *a}").ids == [.undefinedAlias])
  }

  private static func text(_ text: String, _ bytes: [UInt8] = []) -> [UInt8] {
    Array(text.utf8) + bytes
  }

  private static let noText: [([UInt8], String)] = [
    (text("a: b\nc: \u{0}"), "t.yaml:2:4"),
    (text("a: \u{1b}[31m"), "t.yaml:1:4"),
    (text("a: ", [0xff]), "t.yaml:1:4"),
    (text("é: ", [0xc3]), "t.yaml:1:4"),
    (text("a: ", [0xed, 0xa0, 0x80]), "t.yaml:1:4"),
    (text("a: ", [0xc0, 0xaf]), "t.yaml:1:4"),
    (text("a: ", [0xf4, 0x90, 0x80, 0x80]), "t.yaml:1:4"),
    ([0xff, 0xfe, 0x61, 0], "t.yaml:1:1"),
    ([0xfe, 0xff, 0, 0x61], "t.yaml:1:1"),
    ([0x61, 0, 0x3a, 0], "t.yaml:1:1"),
    (text("a: b # approved\u{2028}c: d"), "t.yaml:1:16"),
    (text("a: é\u{2029}"), "t.yaml:1:5"),
    (text("a: \"b\u{85}\""), "t.yaml:1:6"),
  ]

  @Test("bytes that are no text are refused where they stand", arguments: noText)
  func encodings(bytes: [UInt8], place: String) {
    let parsed = Parsed(bytes)
    #expect(parsed.ids == [.invalidEncoding])
    #expect(parsed.diagnostics.first?.range?.description == place)
  }

  @Test("other spaces and signs are text")
  func signs() { #expect(Parsed("a: \"\u{a0}\u{2020}\u{2014}\u{2026}\"").ids.isEmpty) }

  @Test(
    "nothing at all is an empty file", arguments: ["", "\n\n", "# note\n", "---\n", "\u{feff}"])
  func empty(text: String) { #expect(Parsed(text).ids == [.emptyFile]) }

  @Test(
    "more than one document, tags and keys that are no words are refused",
    arguments: [
      ("a: b\n---\nc: d\n", DiagnosticID.severalDocuments),
      ("a: !Ref b", .unsupportedTag),
      ("? [a]\n: b\n", .invalidKey),
      ("? {a: b}\n: c\n", .invalidKey),
      ("a: *b", .undefinedAlias),
      ("a: [b", .invalidSyntax),
      ("\ta: b", .invalidSyntax),
    ])
  func refusals(text: String, id: DiagnosticID) { #expect(Parsed(text).ids == [id]) }
}
