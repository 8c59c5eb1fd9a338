import Diagnostics
import Testing

@testable import YAMLSyntax

@Suite("Merge keys")
struct MergeTests {
  @Test(
    "what is written wins, then what is merged first",
    arguments: [
      ("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n", "{a:{x:1 y:2} b:{y:3 x:1}}"),
      (
        "a: &a {x: 1}\nb: &b {x: 2, z: 3}\nc: {<<: [*a, *b]}\n", "{a:{x:1} b:{x:2 z:3} c:{x:1 z:3}}"
      ),
      ("a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\n", "{a:{x:1} b:{y:2 x:1} c:{y:2 x:1}}"),
      ("b: {<<: {x: 1}}\n", "{b:{x:1}}"),
      ("b: {'<<': 1}\n", "{b:{<<:1}}"),
      ("b: {<<: []}\n", "{b:{}}"),
    ])
  func precedence(text: String, expected: String) {
    let parsed = Parsed(text)
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.shape == expected)
  }

  @Test("a merged entry keeps its own place, and knows where it was merged")
  func places() throws {
    let tree = try #require(Parsed("a: &a\n  x: 1\nb:\n  <<: *a\n  y: 2\n").tree)
    let second = try #require(tree.entries(of: tree.root).last).value
    let merged = try #require(tree.entries(of: second).last)
    #expect(tree.string(of: merged.key) == "x")
    #expect(tree.range(of: merged.key).description == "t.yaml:2:3")
    #expect(tree.mergeRange(ofKey: merged.key)?.description == "t.yaml:4:3")
    let own = try #require(tree.entries(of: second).first)
    #expect(tree.mergeRange(ofKey: own.key) == nil)
  }

  @Test(
    "anything but maps is refused",
    arguments: ["a: {<<: word}", "a: {<<: [b, {c: d}]}", "a: {<<: }"])
  func refused(text: String) { #expect(Parsed(text).ids == [.invalidMerge]) }

  @Test("merging a large map into many is bounded")
  func bounded() {
    let wide = (0..<100).map { "k\($0): v" }.joined(separator: ", ")
    let text = "a: &a {\(wide)}\n" + (0..<1000).map { "b\($0): {<<: *a}\n" }.joined()
    let limits = SyntaxLimits(fileSize: 1 << 20, depth: 64, nodes: 50_000)
    #expect(Parsed(text, limits: limits).ids == [.excessiveExpansion])
    #expect(Parsed(text).diagnostics.isEmpty)
  }

  @Test(
    "merging what is there already is bounded too",
    arguments: [
      // Few values, and each line reads all of the line before, two hundred times.
      "a0: &a0 {x0: 1}\n"
        + (1..<200).map { line in
          let merged = Array(repeating: "*a\(line - 1)", count: 200).joined(separator: ", ")
          return "a\(line): &a\(line) {<<: [\(merged)], x\(line): 1}\n"
        }.joined(),
      // One list of empty maps, and many that merge it.
      "e: &e [\(Array(repeating: "{}", count: 1000).joined(separator: ", "))]\n"
        + (0..<1000).map { "b\($0): {<<: *e}\n" }.joined(),
    ])
  func boundedVisits(text: String) {
    let limits = SyntaxLimits(fileSize: 1 << 20, depth: 1000, nodes: 100_000)
    #expect(Parsed(text, limits: limits).ids == [.excessiveExpansion])
  }
}
