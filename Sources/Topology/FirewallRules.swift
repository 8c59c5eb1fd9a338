package import Diagnostics

/// A firewall's nftables file, cut into its tables.
///
/// Only whole tables are accepted, and only without flags: they are what a plan can compare and
/// replace. A `dormant` table inspects nothing, and one with an `owner` goes with who loads it.
package struct FirewallRules: Hashable, Sendable {
  /// What is no whole table, at its line, counted from 1.
  package struct Problem: Error, Equatable {
    package var line: Int
    package var message: String

    package init(line: Int, message: String) {
      self.line = line
      self.message = message
    }
  }

  package var file: SourceFile
  /// Where the topology names the file.
  package var source: SourceRange
  /// The text of each table by `FAMILY NAME`.
  package private(set) var tables: [String: String]

  /// Rules that are cut already.
  package init(file: SourceFile, source: SourceRange, tables: [String: String]) {
    self.file = file
    self.source = source
    self.tables = tables
  }

  /// Cuts a file's text.
  package init(_ file: SourceFile, source: SourceRange) throws(Problem) {
    self.init(file: file, source: source, tables: try Self.tables(of: file))
  }

  /// Whether a text is the one table of that `FAMILY NAME`, whole, and nothing else.
  package static func isTable(_ text: String, named key: String) -> Bool {
    var scanner = Scanner(text)
    do {
      guard let statement = try scanner.next(), statement.isBlock else { return false }
      let head = statement.head.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return try head == "table \(key)" && scanner.next() == nil
    } catch {
      return false
    }
  }

  private static func tables(of file: SourceFile) throws(Problem) -> [String: String] {
    var tables: [String: String] = [:]
    var scanner = Scanner(String(decoding: file.bytes, as: UTF8.self))
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
    return tables
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
    /// Scalars, as nft reads them: a combining mark hides no brace and no quote.
    private let characters: [Unicode.Scalar]
    private var position = 0
    private var line = 1

    init(_ text: String) { characters = Array(text.unicodeScalars) }

    mutating func next() throws(Problem) -> Statement? {
      var head = String.UnicodeScalarView()
      var start = line
      while position < characters.count {
        let character = characters[position]
        switch character {
        case "#": skipComment()
        case "{":
          let body = try block()
          return Statement(line: start, head: String(head), body: body, isBlock: true)
        case "\n", ";":
          if !head.allSatisfy(\.properties.isWhitespace) {
            return Statement(line: start, head: String(head), body: "", isBlock: false)
          }
          advance()
        default:
          if head.allSatisfy(\.properties.isWhitespace) { start = line }
          head.append(character)
          advance()
        }
      }
      guard !head.allSatisfy(\.properties.isWhitespace) else { return nil }
      return Statement(line: start, head: String(head), body: "", isBlock: false)
    }

    private mutating func block() throws(Problem) -> String {
      let opening = line
      var depth = 0
      var body = String.UnicodeScalarView()
      var word = String.UnicodeScalarView()
      var isFirstWord = false
      while position < characters.count {
        let character = characters[position]
        if Self.isPartOfWord(character) {
          word.append(character)
        } else if !word.isEmpty {
          guard depth != 1 || !isFirstWord || String(word) != "flags" else {
            throw Problem(
              line: line,
              message: "`flags` of a table is not taken: only tables without can be loaded")
          }
          isFirstWord = false
          // Another file's text would be no part of the plan, and could end the table.
          guard String(word) != "include" else {
            throw Problem(line: line, message: "`include` is not read: put its text here")
          }
          word = String.UnicodeScalarView()
        }
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
        if ["{", "}", ";", "\n"].contains(character) { isFirstWord = true }
        body.append(character)
        advance()
        if depth == 0 { return String(body) }
      }
      throw Problem(line: opening, message: "this `{` is never closed")
    }

    /// What nft's lexer takes into a keyword or name.
    private static func isPartOfWord(_ character: Unicode.Scalar) -> Bool {
      switch character {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/": true
      default: false
      }
    }

    private mutating func quoted() -> String.UnicodeScalarView {
      var text = String.UnicodeScalarView("\"".unicodeScalars)
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
      while position < characters.count, characters[position] != "\n" { advance() }
    }

    private mutating func advance() {
      if characters[position] == "\n" { line += 1 }
      position += 1
    }
  }
}
