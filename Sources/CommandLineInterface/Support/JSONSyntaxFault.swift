/// Where a text stops being JSON (RFC 8259), in words: the decoder does not tell.
struct JSONSyntaxFault: CustomStringConvertible {
  let description: String

  private enum Expected {
    case value, valueOrEnd, key, keyOrEnd, colon, commaOrEnd, nothing
  }

  /// Nil for a text that is JSON.
  init?(in bytes: [UInt8]) {
    var scanner = Scanner(bytes: bytes)
    if scanner.readAll() { return nil }
    let before = bytes[..<scanner.place]
    let line = before.count { $0 == 0x0a } + 1
    let column = before.count - (before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0) + 1
    description =
      scanner.place == bytes.count
      ? "it ends too early, in line \(line)" : "line \(line), column \(column) is not JSON"
  }

  private struct Scanner {
    let bytes: [UInt8]
    private(set) var place = 0
    /// The brackets that are open.
    private var open: [UInt8] = []
    private var expected = Expected.value

    init(bytes: [UInt8]) {
      self.bytes = bytes
      // A byte order mark.
      if bytes.starts(with: [0xef, 0xbb, 0xbf]) { place = 3 }
    }

    /// Whether all of it is JSON; otherwise the place is where it is not.
    mutating func readAll() -> Bool {
      while place < bytes.count {
        if [0x20, 0x09, 0x0a, 0x0d].contains(bytes[place]) {
          place += 1
        } else if !readToken() {
          return false
        }
      }
      return expected == .nothing
    }

    private mutating func readToken() -> Bool {
      let isValue = expected == .value || expected == .valueOrEnd
      switch (bytes[place], expected) {
      case (UInt8(ascii: "{"), _) where isValue: begin(.keyOrEnd)
      case (UInt8(ascii: "["), _) where isValue: begin(.valueOrEnd)
      case (UInt8(ascii: "}"), .keyOrEnd), (UInt8(ascii: "]"), .valueOrEnd): end()
      case (UInt8(ascii: "}"), .commaOrEnd) where open.last == UInt8(ascii: "{"): end()
      case (UInt8(ascii: "]"), .commaOrEnd) where open.last == UInt8(ascii: "["): end()
      case (UInt8(ascii: ","), .commaOrEnd):
        expected = open.last == UInt8(ascii: "{") ? .key : .value
        place += 1
      case (UInt8(ascii: ":"), .colon):
        expected = .value
        place += 1
      case (UInt8(ascii: "\""), .key), (UInt8(ascii: "\""), .keyOrEnd):
        expected = .colon
        return readString()
      case (UInt8(ascii: "\""), _) where isValue:
        close()
        return readString()
      case _ where isValue: return readWord()
      default: return false
      }
      return true
    }

    private mutating func begin(_ next: Expected) {
      open.append(bytes[place])
      expected = next
      place += 1
    }

    private mutating func end() {
      open.removeLast()
      close()
      place += 1
    }

    /// A value has ended.
    private mutating func close() { expected = open.isEmpty ? .nothing : .commaOrEnd }

    private mutating func readString() -> Bool {
      place += 1
      while place < bytes.count, bytes[place] >= 0x20 {
        switch bytes[place] {
        case UInt8(ascii: "\""):
          place += 1
          return true
        case UInt8(ascii: "\\"):
          place += 1
          guard place < bytes.count, #""\/bfnrtu"#.utf8.contains(bytes[place]) else { return false }
          place += 1
        default: place += 1
        }
      }
      return false
    }

    private mutating func readWord() -> Bool {
      let word = String(
        decoding: bytes[place...].prefix { byte in
          !" \t\n\r,:[]{}\"".utf8.contains(byte)
        }, as: UTF8.self)
      let isNumber =
        word.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil
      guard isNumber || ["true", "false", "null"].contains(word) else { return false }
      close()
      place += word.utf8.count
      return true
    }
  }
}
