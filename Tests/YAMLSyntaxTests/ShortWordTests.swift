import Testing

@testable import YAMLSyntax

@Suite("Short words")
struct ShortWordTests {
  @Test("are equal exactly when their bytes are, zeros and all")
  func equality() {
    let words = ["", "a", "b", "ab", "ba", "\0", "\0\0", "a\0", "\0a", "fifteen bytes !", "é"]
    for left in words {
      for right in words { #expect((ShortWord(left) == ShortWord(right)) == (left == right)) }
    }
  }

  @Test("have at most fifteen bytes")
  func length() {
    #expect(ShortWord("fifteen bytes !") != nil)
    #expect(ShortWord("sixteen bytes !!") == nil)
    #expect(ShortWord("ééééééé") != nil)
    #expect(ShortWord("éééééééé") == nil)
  }
}
