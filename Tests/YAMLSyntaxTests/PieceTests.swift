import Diagnostics
import TestSupport
import Testing

@testable import YAMLSyntax

/// Long files, whose pieces are read by parsers of their own: short ones in pieces of a line or two.
@Suite("Pieces of a file")
struct PieceTests {
  /// All that can be told of a file: every node with its place, and what is wrong.
  private struct Reading: Equatable {
    struct Node: Equatable {
      var kind: SyntaxNode.Kind
      var range: SourceRange
      var text: String
      var members: Int
    }

    var nodes: [Node]
    var merges: [SourceRange]
    var diagnostics: [Diagnostic]

    init(_ bytes: [UInt8], piece: Int) {
      let file = SourceFile(path: "t.yaml", bytes: bytes)
      let (tree, diagnostics) = SyntaxTree.parse(file, piece: piece)
      self.diagnostics = diagnostics
      merges = tree?.arena.merges.map(\.place) ?? []
      nodes =
        tree.map { tree in
          tree.arena.nodes.map { node in
            let isText = node.kind == .plain || node.kind == .quoted
            return Node(
              kind: node.kind, range: tree.arena.range(node),
              text: isText ? String(decoding: tree.arena.bytes(node), as: UTF8.self) : "",
              members: isText ? 0 : Int(node.kind == .alias ? node.first : node.count))
          }
        } ?? []
    }
  }

  /// In how many pieces a text is read; 0 when one parser must read it all.
  private static func pieces(_ text: String, of size: Int = 1) -> Int {
    let file = SourceFile(path: "t.yaml", bytes: Array(text.utf8))
    var count = 0
    let isSound = EventStream.readPieces(file, from: 0, size: size) { _ in
      count += 1
      return true
    }
    return isSound ? count : 0
  }

  private static func same(_ bytes: [UInt8], _ pieces: [Int]) -> Bool {
    let whole = Reading(bytes, piece: .max)
    return pieces.allSatisfy { Reading(bytes, piece: $0) == whole }
  }

  @Test("brackets behind many entries are refused as soon as those at the start of a file")
  func brackets() {
    let entries = (0..<30_000).map { "  b\($0): 1\n" }.joined()
    let bytes =
      Array("a:\n\(entries)  z: ".utf8) + Array(repeating: UInt8(ascii: "["), count: 1 << 18)
    let clock = ContinuousClock()
    var ids: [DiagnosticID] = []
    let time = clock.measure { ids = Parsed(bytes).ids }
    #expect(ids == [.excessiveDepth])
    #expect(time < .seconds(30))
  }

  @Test("every entry of the second level but a key's first may begin a piece")
  func entries() {
    #expect(Self.pieces("a:\n  b: 1\n  c:\n    d: 2\n  e: 3\nf:\n  g: 4\n  h: 5\n") == 4)
    #expect(Self.pieces("a:\r\n  b: 1\r\n  c: 3\r\n") == 2)
    #expect(Self.pieces("a:\n    b: 1\n    c:\n        d: 2\n    e: 3\n") == 3)
    #expect(Self.pieces("a:\n  b: |\n\n    text\n\n\n  c: [\n     1]\n  # d: 1\n\n  e: {}\n") == 3)
  }

  @Test(
    "a piece that something before it reaches into is not read by itself",
    arguments: [
      "a: |\n  b: 1\n  c: 2\n  d: 3\n",
      "a: \"x\n  b: 1\n  c: 2\n  d: 3\"\n",
      "a: {\n  b: 1,\n  c: 2,\n  d: 3}\n",
      "a: x\n  y\n  z\n  u\n",
      "a:\n  - b: 1\n    c: 2\n  - d: 3\n    e: 4\n",
      "a:\n   b: 1\n  c: 2\n",
      "a:\n  b: 1\n...\n  c: 2\n",
      "a:\n ? k\n :\n   b: 1\n   c: 2\n",
      "a:\n  b: 1\n...\n  # x\n  c: 2\n",
      "a:\n  b: 1\n  ? c\n  d: 2\n",
      "%TAG !e! tag:example.org,2000:\n---\na:\n  b: !e!x 1\n  c: !e!y 2\n",
      "- a:\n  b: 1\n- c:\n  d: 2\n",
      "? a\n: b: 1\n  c: 2\n",
      "{a:\n  b,\n  c}\n",
    ])
  func reaching(text: String) {
    #expect(Self.pieces(text) == 0)
    #expect(Self.same(Array(text.utf8), [1]))
  }

  @Test(
    "anchors, merge keys, doubled keys, tags and further documents reach from piece to piece",
    arguments: [
      "a:\n  b: &x { k: 1 }\n  c: *x\n  d: { <<: *x, l: 2 }\n",
      "a:\n  b: *x\n  c: &x 1\n",
      "a:\n  b: 1\n  c: 2\n  b: 3\n",
      "a:\n  b: 1\nc:\n  d: 2\na:\n  e: 3\n",
      "a:\n  b: !x 1\n  c: !!str 2\n  d: !<y> 3\n",
      "a:\n  b: 1\n  c: 2\n---\nd:\n  e: 3\n  f: 4\n",
      "a:\n  b: 1\n  c:\n  d: ~\n  e:\n",
      "a: &x\n  b: 1\n  c: 2\nd: *x\n",
      "\u{feff}a:\n  b: 1\n  c: 2\n",
      "a:\n  b: é\u{85}  c: \u{2028}  d: 1\n  e: 2\n",
      "a:\n  b: 1\r  c: 2\n  d: 3\n",
    ])
  func reachingOn(text: String) {
    #expect(Self.same(Array(text.utf8), [1, 12, 24]))
  }

  @Test("every topology of the repository, and what mutations leave of it, is read as if uncut")
  func mutations() throws {
    var generator = SplitMix64(seed: 3)
    let alphabet = Array("{}[]:,-&*!|>'\"%@#?<\n\r \t0aA+~.".utf8)
    var cut = 0
    for (name, original) in try TopologyFiles.all() where original.count < 4000 {
      if Self.pieces(String(decoding: original, as: UTF8.self), of: 100) > 1 { cut += 1 }
      #expect(Self.same(original, [1, 100, 500]), "\(name)")
      for _ in 0..<8 {
        var bytes = original
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
          let index = Int.random(in: 0..<bytes.count, using: &generator)
          switch Int.random(in: 0..<3, using: &generator) {
          case 0: bytes[index] = alphabet.randomElement(using: &generator) ?? 0
          case 1: bytes.insert(alphabet.randomElement(using: &generator) ?? 0, at: index)
          default: bytes.removeSubrange(index..<min(index + 6, bytes.count))
          }
        }
        #expect(
          Self.same(bytes, [1, 200]), "\(name): \(String(decoding: bytes, as: UTF8.self))")
      }
    }
    #expect(cut > 80)
  }
}
