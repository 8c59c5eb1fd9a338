import Diagnostics
import Testing

@testable import YAMLSyntax

/// Files so long that their events are read ahead.
@Suite("Long files")
struct LongFileTests {
  private static let lines = 50_000

  private static func text(_ line: (Int) -> String = { "k\($0): [a\($0), b]" }) -> String {
    (0..<lines).map { line($0) + "\n" }.joined()
  }

  @Test("every value is there, in order and in its place")
  func values() throws {
    let tree = try #require(Parsed(Self.text()).tree)
    let entries = tree.entries(of: tree.root)
    #expect(entries.count == Self.lines)
    for index in [0, 1, 16_384, 40_000, Self.lines - 1] {
      #expect(tree.string(of: entries[index].key) == "k\(index)")
      #expect(
        tree.items(of: entries[index].value).map { tree.string(of: $0) } == ["a\(index)", "b"])
      #expect(tree.range(of: entries[index].key).start.line == index + 1)
    }
  }

  @Test("an anchor is known far below")
  func anchors() throws {
    let text = "k: &far [x]\n" + Self.text() + "last: *far\n"
    let tree = try #require(Parsed(text).tree)
    let last = try #require(tree.entries(of: tree.root).last)
    #expect(tree.items(of: last.value).map { tree.string(of: $0) } == ["x"])
    #expect(tree.anchorRange(of: last.value)?.start.line == 1)
  }

  @Test("a syntax error at the end is told, with its line, and what came before it")
  func failure() {
    let parsed = Parsed("k0: twice\n" + Self.text() + "last: [a\n")
    #expect(parsed.tree == nil)
    #expect(parsed.ids.contains(.invalidSyntax))
  }

  @Test("what is refused on the way ends the reading: nothing is told of what follows")
  func refusal() {
    let parsed = Parsed("first: *nowhere\n" + Self.text() + "last: [a\n")
    #expect(parsed.ids == [.undefinedAlias])
  }
}
