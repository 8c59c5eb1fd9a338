/// A user's nftables file, cut into its tables.
///
/// Only whole tables are accepted: they are what a plan can compare and replace.
struct FirewallRules {
  struct Problem: Error, Equatable {
    var line: Int
    var message: String
  }

  /// The text of each table by `FAMILY NAME`.
  private(set) var tables: [String: String] = [:]

  init(_ text: String) throws(Problem) {
    var scanner = Scanner(text)
    while let statement = try scanner.next() {
      let words = statement.head.split(whereSeparator: \.isWhitespace).map(String.init)
      guard words.first == "table", (2...3).contains(words.count), statement.isBlock else {
        let head = words.first ?? ""
        throw Problem(line: statement.line, message: "`\(head)` stands outside a table")
      }
      let key = words.count == 3 ? "\(words[1]) \(words[2])" : "ip \(words[1])"
      guard key != "inet bumpwire" else {
        throw Problem(line: statement.line, message: "table `inet bumpwire` is the product's own")
      }
      guard tables[key] == nil else {
        throw Problem(line: statement.line, message: "table `\(key)` is declared twice")
      }
      tables[key] = "table \(key) \(statement.body)\n"
    }
    guard !tables.isEmpty else { throw Problem(line: 1, message: "there is no table") }
  }
}

extension FirewallRules {
  /// One top-level statement: words, then a block in braces or nothing.
  private struct Statement {
    var line: Int
    var head: String
    var body: String
    var isBlock: Bool
  }

  /// Finds top-level statements, past comments and quoted strings.
  private struct Scanner {
    private let characters: [Character]
    private var position = 0
    private var line = 1

    init(_ text: String) { characters = Array(text) }

    mutating func next() throws(Problem) -> Statement? {
      var head = ""
      var start = line
      while position < characters.count {
        let character = characters[position]
        switch character {
        case "#": skipComment()
        case "{":
          let body = try block()
          return Statement(line: start, head: head, body: body, isBlock: true)
        case "\n", ";":
          if !head.allSatisfy(\.isWhitespace) {
            return Statement(line: start, head: head, body: "", isBlock: false)
          }
          advance()
        default:
          if head.allSatisfy(\.isWhitespace) { start = line }
          head.append(character)
          advance()
        }
      }
      guard !head.allSatisfy(\.isWhitespace) else { return nil }
      return Statement(line: start, head: head, body: "", isBlock: false)
    }

    private mutating func block() throws(Problem) -> String {
      let opening = line
      var depth = 0
      var body = ""
      while position < characters.count {
        let character = characters[position]
        switch character {
        case "#":
          skipComment()
          continue
        case "\"":
          body += quoted()
          continue
        case "{": depth += 1
        case "}": depth -= 1
        default: break
        }
        body.append(character)
        advance()
        if depth == 0 { return body }
      }
      throw Problem(line: opening, message: "this `{` is never closed")
    }

    private mutating func quoted() -> String {
      var text = "\""
      advance()
      while position < characters.count {
        let character = characters[position]
        text.append(character)
        advance()
        if character == "\"" { break }
      }
      return text
    }

    private mutating func skipComment() {
      while position < characters.count, !characters[position].isNewline { advance() }
    }

    private mutating func advance() {
      if characters[position].isNewline { line += 1 }
      position += 1
    }
  }
}
