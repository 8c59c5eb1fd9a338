import Configuration
import Diagnostics
import FoundationEssentials
import Testing
import Topology
import YAMLSyntax

/// Valid files, mutated: whatever comes out, nothing crashes, and an error is said.
@Suite("Robustness")
struct RobustnessTests {
  private static let sources = CorpusCase.all.filter(\.isValid)

  @Test("no mutation of the bytes of a valid file crashes", arguments: sources)
  func bytes(_ example: CorpusCase) throws {
    var generator = SeededGenerator(seed: 0x5eed)
    let original = try Data(contentsOf: URL(filePath: example.folder + "/topology.yaml"))
    let alphabet = Array("{}[]:,-&*!|>'\"%@`#?<\n \t0aA/.\u{0}\u{7f}\u{e9}\u{1f600}".utf8)
    for _ in 0..<250 {
      var bytes = Array(original)
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[index] = alphabet.randomElement(using: &generator) ?? 0
        case 1: bytes.insert(alphabet.randomElement(using: &generator) ?? 0, at: index)
        case 2: bytes.removeSubrange(index..<min(index + 8, bytes.count))
        default:
          let other = Int.random(in: 0..<bytes.count, using: &generator)
          bytes.swapAt(index, other)
        }
      }
      Self.check(bytes, example)
    }
  }

  @Test("no mutation of the words of a valid file crashes", arguments: sources)
  func words(_ example: CorpusCase) throws {
    var generator = SeededGenerator(seed: 0xbeef)
    let text = String(
      decoding: try Data(contentsOf: URL(filePath: example.folder + "/topology.yaml")),
      as: UTF8.self)
    let words = Self.words(of: text)
    guard words.count > 1 else { return }
    let nasty = [
      "~", "null", "{}", "[]", "''", "true", "-1", "99999999999999999999", "0.0.0.0/0", "\"::/0\"",
      "10.0.0.0/33", "::", "subnet/", "@zone", "x@zone", "/", "a/b/c/d", "*", "&x y", "*x", "<<",
      "local", "internet", "10.0.0.0/16",
    ]
    for _ in 0..<250 {
      let victim = words[Int.random(in: 0..<words.count, using: &generator)]
      let replacement =
        Bool.random(using: &generator)
        ? nasty[Int.random(in: 0..<nasty.count, using: &generator)]
        : String(text[words[Int.random(in: 0..<words.count, using: &generator)]])
      var mutated = text
      mutated.replaceSubrange(victim, with: replacement)
      Self.check(Array(mutated.utf8), example)
    }
  }

  @Test("no line of a valid file is missed by a crash", arguments: sources)
  func lines(_ example: CorpusCase) throws {
    let text = String(
      decoding: try Data(contentsOf: URL(filePath: example.folder + "/topology.yaml")),
      as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for index in lines.indices {
      var fewer = lines
      fewer.remove(at: index)
      Self.check(Array(fewer.joined(separator: "\n").utf8), example)
      let cut = lines[...index].joined(separator: "\n")
      Self.check(Array(cut.utf8), example)
    }
  }

  private static func check(_ bytes: [UInt8], _ example: CorpusCase) {
    let files = example.files
    let resolution = TopologyResolver.resolve(
      path: "topology.yaml",
      files: FileAccess(
        read: { path, place in
          path == "topology.yaml"
            ? .success(SourceFile(path: path, bytes: bytes)) : files.read(path, place)
        }, resolved: files.resolved))
    let hasErrors = resolution.diagnostics.contains { $0.severity == .error }
    #expect((resolution.topology == nil) == hasErrors, "\(String(decoding: bytes, as: UTF8.self))")
    // Every place must be one that can be shown.
    _ = DiagnosticText(files: resolution.files).text(resolution.diagnostics)
  }

  private static func words(of text: String) -> [Range<String.Index>] {
    var words: [Range<String.Index>] = []
    var start: String.Index?
    for index in text.indices {
      let isWord = !" \n\t,:[]{}".contains(text[index])
      if isWord, start == nil { start = index }
      if !isWord, let begin = start {
        words.append(begin..<index)
        start = nil
      }
    }
    return words
  }
}
