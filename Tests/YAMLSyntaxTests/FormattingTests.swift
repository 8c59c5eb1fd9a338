import Diagnostics
import TestSupport
import Testing

@testable import YAMLSyntax

@Suite("Canonical style")
struct FormattingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let before: String
    let after: String

    init(_ description: String, _ before: String, _ after: String) {
      (testDescription, self.before, self.after) = (description, before, after)
    }
  }

  @Test("of", arguments: cases)
  func style(_ example: Case) {
    #expect(Self.formatted(example.before) == example.after)
    #expect(Self.formatted(example.after) == example.after)
  }

  static let cases: [Case] = [
    Case("indentation", "a:\n     b:\n       c: 1\n     d: 2\n", "a:\n  b:\n    c: 1\n  d: 2\n"),
    Case(
      "a list in its key's column", "a:\n- x\n-   k: 1\n    l:\n    - 2\nb: 3\n",
      "a:\n  - x\n  - k: 1\n    l:\n      - 2\nb: 3\n"),
    Case("lists of lists", "- - 1\n  -  - 2\n", "- - 1\n  - - 2\n"),
    Case(
      "flow collections", "a: {b : [ 1,2 , 3 ],c:    {}, \"d\":[],}\n",
      "a: { b: [1, 2, 3], c: {}, \"d\": [], }\n"),
    Case(
      "flow collections over several lines", "a: [\n1,\n     {b: 2,\n c: 3}\n   ]\n",
      "a: [\n  1,\n  { b: 2,\n    c: 3 }\n]\n"),
    Case("empty lines", "\n\na: 1\n\n\n\nb: 2\n  \n", "a: 1\n\nb: 2\n"),
    Case("no line end at the end, and others' line ends", "a: 1\r\nb: 2", "a: 1\nb: 2\n"),
    Case("blanks at line ends, and tabs", "a: 1  \t\nb:\t2\t# c \n", "a: 1\nb: 2  # c\n"),
    Case(
      "values of neighbours",
      "a:  {x: 1}\nlong: {y: 2}\n# c\nbb: {}\n\nc: {}\nlonger:\n  x: 1\nd: {}\n",
      "a:    { x: 1 }\nlong: { y: 2 }\n# c\nbb:   {}\n\nc: {}\nlonger:\n  x: 1\nd: {}\n"),
    Case(
      "values in maps that hold other things", "a: {}\nlong: {}\nb: 1\n", "a: {}\nlong: {}\nb: 1\n"),
    Case(
      "values beside maps over several lines", "a: {}\nlong: {}\nb:\n  c: 1\n",
      "a:    {}\nlong: {}\nb:\n  c: 1\n"),
    Case(
      "values of others' children stay apart", "a: {}\nbb:\n  ccc: {}\n",
      "a: {}\nbb:\n  ccc: {}\n"),
    Case(
      "comments behind lines", "a: 1 # x\nb:    # y\n  c: { d: 2 }        # z\n\ne: 3 # w\n",
      """
      a: 1           # x
      b:             # y
        c: { d: 2 }  # z

      e: 3  # w

      """),
    Case(
      "comments that go on below",
      "a:  {} # x\n       # y\n#   z\nlong:    {} # w\n            # v\n\n            # u\n",
      "a:    {}  # x\n          # y\n#   z\nlong: {}  # w\n          # v\n\n# u\n"),
    Case(
      "comments stay with what they are about",
      "# top\na:\n    # first\n    b: 1\n    # last of a\n# about c\nc:\n# inside\n  d: 1\n# end\n",
      "# top\na:\n  # first\n  b: 1\n  # last of a\n# about c\nc:\n# inside\n  d: 1\n# end\n"),
    Case(
      "comments in lists", "a:\n- 1\n# about 2\n- 2\n# about b\nb: 1\n",
      "a:\n  - 1\n  # about 2\n  - 2\n# about b\nb: 1\n"),
    Case(
      "comments in flow collections", "a: [ # x\n1, # y\n# z\n2]\n",
      "a: [  # x\n  1,  # y\n  # z\n  2]\n"),
    Case(
      "blocks move with their keys",
      "a:\n    b: |\n        x\n          y\n\n        z\n\n\n    c: 1\n",
      "a:\n  b: |\n      x\n        y\n\n      z\n\n  c: 1\n"),
    Case("blocks that keep their end", "a: |+\n  x\n\n\nb: 1\n", "a: |+\n  x\n\n\nb: 1\n"),
    Case("blocks of a given indentation", "- |1\n  x\n", "- |1\n  x\n"),
    Case("a block in a list in its key's column", "a:\n- |\n x\n- y\n", "a:\n  - |\n   x\n  - y\n"),
    Case("a block without an end", "a: |\n  x", "a: |\n  x"),
    Case(
      "text over several lines", "a:   \"x\n y\n\n      z\"\nb: one\n    two\n",
      "a: \"x\n  y\n\n  z\"\nb: one\n  two\n"),
    Case(
      "anchors, aliases and merge keys", "a:   &x { b: 1 }\nc:\n   <<:   *x\n   d: *x\n",
      "a: &x { b: 1 }\nc:\n  <<: *x\n  d: *x\n"),
    Case("keys with marks", "?   a\n:   b\n", "? a\n: b\n"),
    Case("a document's marks", "---\na:  1\n...\n", "---\na: 1\n...\n"),
    Case("a byte order mark", "\u{feff}a: 1\n", "a: 1\n"),
    Case(
      "other scripts", "ключ:   {значение: 1} # да\n例: {a: 1}\n",
      "ключ: { значение: 1 }  # да\n例:    { a: 1 }\n"),
  ]

  @Test("what is no YAML, or several documents, is refused as the reader refuses it")
  func refused() {
    for text in [
      "a: [\n", "a: 1\n a: 2\n", "", "# nothing\n", "a: 1\n---\nb: 2\n", "a: 1\na: 2\n", "\u{1}",
    ] {
      let file = SourceFile(path: "t.yaml", bytes: Array(text.utf8))
      guard case .refused(let diagnostics) = file.formatted() else {
        Issue.record("not refused: \(text)")
        continue
      }
      #expect(diagnostics == SyntaxTree.parse(file).diagnostics)
      #expect(!diagnostics.isEmpty)
    }
  }

  @Test(
    "every topology of the repository keeps its meaning and its comments, and is then canonical")
  func repository() throws {
    let files = try TopologyFiles.all()
    #expect(files.count > 200)
    for (name, bytes) in files { Self.check(bytes, name) }
  }

  @Test("so does every YAML that is left of one after mutations")
  func mutations() throws {
    var generator = SplitMix64(seed: 7)
    let alphabet = Array("{}[]:,-&*!|>'\"%@#?<\n\r \t0aA+".utf8) + [0xe2, 0x80, 0xa8]
    for (name, original) in try TopologyFiles.all() where original.count < 4000 {
      for _ in 0..<40 {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
          let index = Int.random(in: 0..<bytes.count, using: &generator)
          switch Int.random(in: 0..<3, using: &generator) {
          case 0: bytes[index] = alphabet.randomElement(using: &generator) ?? 0
          case 1: bytes.insert(alphabet.randomElement(using: &generator) ?? 0, at: index)
          default: bytes.removeSubrange(index..<min(index + 6, bytes.count))
          }
        }
        Self.check(bytes, name)
      }
    }
  }

  @Test("space between tokens decides nothing: files that differ in it only become one")
  func spaces() throws {
    var generator = SplitMix64(seed: 11)
    for (name, bytes) in try TopologyFiles.all() where !bytes.contains(UInt8(ascii: "|")) {
      let file = SourceFile(path: name, bytes: bytes)
      guard case .formatted(let canonical) = file.formatted() else { continue }
      let lines = String(decoding: canonical, as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false)
      var changed = ""
      for line in lines {
        // Text in quotes may hold anything.
        let isPlain = !line.contains("\"") && !line.contains("'") && !line.contains("#")
        changed +=
          isPlain ? line.replacing(": {", with: ":   {").replacing(", ", with: " ,  ") : line
        changed += String(repeating: " ", count: Int.random(in: 0...2, using: &generator))
        let isBlank = line.isEmpty
        changed += String(
          repeating: "\n", count: isBlank ? Int.random(in: 1...3, using: &generator) : 1)
      }
      let other = SourceFile(path: name, bytes: Array(changed.utf8)).formatted()
      guard case .formatted(let again) = other else {
        Issue.record("\(name) is \(other)")
        continue
      }
      #expect(again == canonical, "\(name)")
    }
  }

  /// What is formatted stays as it is when it is formatted again; that it means the same is checked
  /// where it is formatted.
  private static func check(_ bytes: [UInt8], _ name: String) {
    switch SourceFile(path: name, bytes: bytes).formatted() {
    case .refused: return
    case .unfaithful:
      Issue.record("\(name) would not mean the same:\n\(String(decoding: bytes, as: UTF8.self))")
    case .formatted(let once):
      guard case .formatted(let twice) = SourceFile(path: name, bytes: once).formatted(),
        twice == once
      else {
        Issue.record("\(name) is not canonical:\n\(String(decoding: bytes, as: UTF8.self))")
        return
      }
    }
  }

  private static func formatted(_ text: String) -> String? {
    let file = SourceFile(path: "t.yaml", bytes: Array(text.utf8))
    guard case .formatted(let bytes) = file.formatted() else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
