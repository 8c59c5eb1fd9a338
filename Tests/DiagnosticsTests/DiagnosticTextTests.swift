@testable import Diagnostics
import Testing

@Suite("Diagnostics as text")
struct DiagnosticTextTests {
  private func file(_ text: String) -> SourceFile {
    SourceFile(path: "net.yaml", bytes: Array(text.utf8))
  }

  private func range(_ line: Int, _ columns: Range<Int>) -> SourceRange {
    SourceRange(
      file: "net.yaml", start: SourcePosition(line: line, column: columns.lowerBound),
      end: SourcePosition(line: line, column: columns.upperBound))
  }

  @Test("a caret stands under each character of the range")
  func caret() {
    let text = DiagnosticText(files: [file("vpcs:\n  app: { cidrs: 10.0.0.0/16 }\n")])
    let diagnostic = Diagnostic(
      .error, DiagnosticID("unknown-key"), "`cidrs` is no key of a VPC", at: range(2, 10..<15),
      notes: [.init("the VPC starts here", at: range(2, 3..<6))], help: "did you mean `cidr`?")
    #expect(
      text.text(diagnostic) == """
        error[unknown-key]: `cidrs` is no key of a VPC
         --> net.yaml:2:10
        2 |   app: { cidrs: 10.0.0.0/16 }
          |          ^^^^^
        note: the VPC starts here
         --> net.yaml:2:3
        2 |   app: { cidrs: 10.0.0.0/16 }
          |   ^^^
        help: did you mean `cidr`?

        """)
  }

  @Test("tabs and wide characters keep the caret in step")
  func widths() throws {
    let excerpt = try #require(SourceExcerpt(range(1, 4..<5), in: file("\t網x: y")))
    #expect(excerpt.text == "  網x: y")
    #expect(excerpt.carets == "     ^")
  }

  @Test("control characters of the input are shown, not obeyed")
  func controls() throws {
    let excerpt = try #require(SourceExcerpt(range(1, 2..<3), in: file("a\u{1b}[31mb")))
    #expect(excerpt.text == "a\\u{1b}[31mb")
    #expect(excerpt.carets == " ^^^^^^")
    #expect("\u{202e}x".escapingControlCharacters == "\\u{202e}x")
  }

  @Test("a long line is cut around the range")
  func longLines() throws {
    let line = String(repeating: "x", count: 5000) + "KEY" + String(repeating: "y", count: 5000)
    let excerpt = try #require(SourceExcerpt(range(1, 5001..<5004), in: file(line)))
    #expect(excerpt.text.count <= SourceExcerpt.width + 1)
    #expect(excerpt.text.hasPrefix("…x") && excerpt.text.hasSuffix("y…"))
    let column = try #require(excerpt.carets.firstIndex(of: "^"))
    let offset = excerpt.carets.distance(from: excerpt.carets.startIndex, to: column)
    #expect(excerpt.text.dropFirst(offset).prefix(3) == "KEY")
  }

  @Test("a range past the end of its line, and a line past the end of the file")
  func pastTheEnd() throws {
    let excerpt = try #require(SourceExcerpt(range(1, 3..<4), in: file("ab\r\n")))
    #expect(excerpt.text == "ab")
    #expect(excerpt.carets == "  ^")
    #expect(SourceExcerpt(range(9, 1..<2), in: file("ab\n")) == nil)
  }

  @Test("diagnostics are told in order of place, the worst first")
  func order() {
    let later = Diagnostic(.error, DiagnosticID("b"), "b", at: range(2, 1..<2))
    let note = Diagnostic(.note, DiagnosticID("a"), "a", at: range(1, 1..<2))
    let worse = Diagnostic(.error, DiagnosticID("c"), "c", at: range(1, 1..<2))
    let text = DiagnosticText(files: []).text([later, note, worse])
    #expect(
      text.split(separator: "\n").filter { $0.contains("[") } == [
        "error[c]: c", "note[a]: a", "error[b]: b",
      ])
    #expect(DiagnosticText.summary([later, note, worse]) == "2 errors")
  }
}
