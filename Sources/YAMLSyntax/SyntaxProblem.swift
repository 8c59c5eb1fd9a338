import CLibYAML
import Diagnostics

/// Turns libyaml's error into one that says what to do.
struct SyntaxProblem {
  let file: SourceFile
  /// Where the YAML begins, after a byte order mark.
  let start: Int

  func diagnostic(_ parser: yaml_parser_t) -> Diagnostic {
    let problem = parser.problem.map { String(cString: $0) } ?? "the text is no YAML"
    let context = parser.context.map { String(cString: $0) }
    let place = range(parser.problem_mark)
    let (message, help) = words(problem, context: context, at: place.start)
    if problem == "found unexpected end of stream" {
      return Diagnostic(.error, .invalidSyntax, message, at: range(parser.context_mark), help: help)
    }
    if let unclosed = unclosed(problem), isPastEnd(place.start.line) {
      return Diagnostic(
        .error, .invalidSyntax, unclosed.message, at: range(parser.context_mark),
        help: unclosed.help)
    }
    var notes: [Diagnostic.Note] = []
    if let context, parser.context_mark.line != parser.problem_mark.line {
      notes.append(.init(subject(context), at: range(parser.context_mark)))
    }
    return Diagnostic(.error, .invalidSyntax, message, at: place, notes: notes, help: help)
  }

  private func words(
    _ problem: String, context: String?, at place: SourcePosition
  ) -> (message: String, help: String?) {
    let line = text(ofLine: place.line)
    let isFlow = context?.contains("flow") == true
    if isFlow, line.contains("::/") || line.contains(":/") && !line.contains("\"::") {
      return (
        "an IPv6 destination must be quoted inside `{ }`",
        "quote it: `{ \"::/0\": … }`, or write the map over several lines"
      )
    }
    let character = line.dropFirst(place.column - 1).first
    switch problem {
    case "found character that cannot start any token":
      if character == "\t" {
        return ("a tab cannot indent YAML", "indent with spaces")
      }
      return (
        "a value cannot begin with `\(character.map(String.init) ?? "")`", "put it in quotes"
      )
    case "mapping values are not allowed in this context":
      return (
        "a `:` is not expected here",
        "check the indentation, or put a value that holds `: ` in quotes"
      )
    case "did not find expected key":
      return (
        "expected a key at this indentation", "align it with the other keys of its map"
      )
    case "did not find expected '-' indicator":
      return ("expected `-`, the next item of the list", "align it with the other items")
    case "did not find expected ',' or '}'":
      return ("expected `,` or `}` in a map that `{` began", nil)
    case "did not find expected ',' or ']'":
      return ("expected `,` or `]` in a list that `[` began", nil)
    case "could not find expected ':'":
      return ("expected `:` after a key", "write `key: value`")
    case "found unexpected end of stream":
      return ("this quote is never closed", "close it where the text ends")
    case "block sequence entries are not allowed in this context":
      return ("a list cannot begin here", "put `-` on a line of its own, under its key")
    case "block mapping entries are not allowed in this context",
      "mapping keys are not allowed in this context":
      return ("a map cannot begin here", "put it on lines of its own, under its key")
    case "did not find expected <document start>":
      return (
        "the document ended before this line",
        "check the indentation: the top-level keys begin in column 1"
      )
    case "found unknown escape character":
      return ("this escape is unknown", "write `\\\\` for a backslash, or use single quotes")
    case "found undefined tag handle":
      return ("a value cannot begin with this tag", "put it in quotes")
    case "did not find expected node content":
      return ("expected a value", nil)
    case "did not find expected alphabetic or numeric character":
      return (
        "`*` and `&` begin an alias or an anchor, and a name must follow",
        "put a glob such as `*` in quotes"
      )
    default: return (problem, nil)
    }
  }

  /// What to say of a list or a map that the end of the file leaves open.
  private func unclosed(_ problem: String) -> (message: String, help: String)? {
    switch problem {
    case "did not find expected ',' or '}'": ("this map is never closed", "close it with `}`")
    case "did not find expected ',' or ']'": ("this list is never closed", "close it with `]`")
    default: nil
    }
  }

  /// "while parsing a block mapping" -> "the block mapping begins here".
  private func subject(_ context: String) -> String {
    for opening in ["while parsing a ", "while scanning a ", "while scanning an "]
    where context.hasPrefix(opening) {
      let name = context.dropFirst(opening.count)
        .replacing("block mapping", with: "map").replacing("flow mapping", with: "map")
        .replacing("block collection", with: "list").replacing("flow sequence", with: "list")
        .replacing("block sequence", with: "list").replacing("quoted scalar", with: "quoted text")
        .replacing("simple key", with: "key")
      return "the \(name) begins here"
    }
    return "it begins here"
  }

  private func range(_ mark: yaml_mark_t) -> SourceRange {
    let line = Int(mark.line) + 1
    let column = Int(mark.column) + 1
    return SourceRange(
      file: file.path, start: SourcePosition(line: line, column: column),
      end: SourcePosition(line: line, column: column + 1))
  }

  /// Whether a line is after the file's last one.
  private func isPastEnd(_ line: Int) -> Bool {
    let lines = file.bytes[start...].count { $0 == 10 } + (file.bytes.last == 10 ? 0 : 1)
    return line > lines
  }

  private func text(ofLine number: Int) -> String {
    var line = 1
    var begin = start
    while line < number, let end = file.bytes[begin...].firstIndex(of: 10) {
      begin = end + 1
      line += 1
    }
    let end =
      file.bytes[begin...].prefix(4096).firstIndex(of: 10) ?? min(begin + 4096, file.bytes.count)
    return String(decoding: file.bytes[begin..<end], as: UTF8.self)
  }
}
