import Testing

@testable import CommandLineInterface

@Suite("Where a text stops being JSON")
struct JSONSyntaxFaultTests {
  @Test("is nowhere in JSON")
  func valid() {
    for text in [
      "{}", "[]", " [ ] ", "1", "-1.5e3", "0", "-0.5", "0E+1", "true", "null", #""a\"\\""#,
      #""\u00e9""#, "\u{feff}{}",
      #"{"a": [1, {"b": "c"}, false], "d": {}}"#, "[[[]]]\n",
    ] { #expect(JSONSyntaxFault(in: Array(text.utf8)) == nil, "\(text)") }
  }

  @Test("is the place of what nobody expects there, or the end")
  func faults() {
    for (text, words) in [
      ("", "it ends too early, in line 1"), ("{\n", "it ends too early, in line 2"),
      (#"{"a": "b"#, "it ends too early, in line 1"), ("[1,", "it ends too early, in line 1"),
      ("not JSON", "line 1, column 1 is not JSON"), ("{}\n x", "line 2, column 2 is not JSON"),
      ("{\"a\" 1}", "line 1, column 6 is not JSON"), ("[1,]", "line 1, column 4 is not JSON"),
      ("{\"a\": 1,}", "line 1, column 9 is not JSON"), ("[}", "line 1, column 2 is not JSON"),
      ("[1}", "line 1, column 3 is not JSON"), ("[tru]", "line 1, column 2 is not JSON"),
      ("[\"a\nb\"]", "line 1, column 4 is not JSON"), (#"["\x"]"#, "line 1, column 4 is not JSON"),
      (#"["a\"#, "it ends too early, in line 1"),
    ] { #expect(JSONSyntaxFault(in: Array(text.utf8))?.description == words, "\(text)") }
  }

  @Test(
    "is where a number begins that is one elsewhere alone",
    arguments: ["01", "-", "-01", "+1", ".5", "1.", "1.e3", "1e", "0x10", "-inf", "nan"])
  func numbers(_ text: String) {
    let fault = JSONSyntaxFault(in: Array("[\(text)]".utf8))
    #expect(fault?.description == "line 1, column 2 is not JSON")
  }
}
