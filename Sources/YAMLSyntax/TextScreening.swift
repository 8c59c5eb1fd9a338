package import Diagnostics

/// Finds what no text file holds, before libyaml sees it: its own messages name bytes, not causes.
struct TextScreening {
  let file: SourceFile

  static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// Where the YAML begins: after a UTF-8 byte order mark.
  var start: Int { file.bytes.starts(with: Self.byteOrderMark) ? 3 : 0 }

  /// The first fault, or nil for clean UTF-8.
  ///
  /// - Parameter isYAML: Whether line ends that only YAML 1.1 knows are one.
  func fault(isYAML: Bool = true) -> Diagnostic? {
    if let encoding = wideEncoding() {
      return Diagnostic(
        .error, .invalidEncoding, "the file is \(encoding), not UTF-8",
        at: range(line: 1, column: 1), help: "save it as UTF-8")
    }
    guard let offset = firstFault(isYAML: isYAML) else { return nil }
    let place = position(of: offset)
    let byte = file.bytes[offset]
    if let name = hiddenLineEnd(at: offset) {
      return Diagnostic(
        .error, .invalidEncoding,
        "the file holds \(name), which ends a line in YAML 1.1 and in no editor: what follows it "
          + "would mean something else than it seems to",
        at: range(line: place.line, column: place.column),
        help: "remove it; in double quotes it is written `\\N`, `\\L` or `\\P`")
    }
    let message =
      switch byte {
      case 0: "the file holds a NUL byte: it is no text"
      case 0x7f, 0..<0x20: "the file holds a control character (byte \(hex(byte)))"
      default: "the file is not UTF-8: byte \(hex(byte)) begins no character"
      }
    return Diagnostic(
      .error, .invalidEncoding, message, at: range(line: place.line, column: place.column),
      help: byte >= 0x80 ? "save it as UTF-8" : "remove it")
  }

  private func wideEncoding() -> String? {
    let head = Array(file.bytes.prefix(4))
    if head == [0xff, 0xfe, 0, 0] || head == [0, 0, 0xfe, 0xff] { return "UTF-32" }
    if head.starts(with: [0xff, 0xfe]) || head.starts(with: [0xfe, 0xff]) { return "UTF-16" }
    guard head.count == 4 else { return nil }
    // Without a byte order mark: ASCII characters with a zero beside each.
    return head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0
      || head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0 ? "UTF-16" : nil
  }

  /// The offset of the first byte that is no part of UTF-8 text; tabs and line ends are text.
  private func firstFault(isYAML: Bool) -> Int? {
    file.bytes.withUnsafeBufferPointer { bytes in
      var index = start
      while index < bytes.count {
        if index + 8 <= bytes.count,
          Self.isPlain(
            UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: index, as: UInt64.self))
        {
          index += 8
          continue
        }
        let byte = bytes[index]
        if byte < 0x80 {
          guard byte >= 0x20 && byte != 0x7f || byte == 9 || byte == 10 || byte == 13 else {
            return index
          }
          index += 1
          continue
        }
        let length = sequenceLength(bytes, at: index)
        guard length > 0, !isYAML || hiddenLineEnd(at: index) == nil else { return index }
        index += length
      }
      return nil
    }
  }

  /// Whether eight bytes are printable ASCII, as nearly all are.
  private static func isPlain(_ word: UInt64) -> Bool {
    // Each test leaves a byte's high bit set where the byte fails it.
    let highs: UInt64 = 0x8080_8080_8080_8080
    let ones: UInt64 = 0x0101_0101_0101_0101
    let isControl = (word &- 0x20 &* ones) & ~word
    let deletes = word ^ 0x7f &* ones
    let isDelete = (deletes &- ones) & ~deletes
    return (word | isControl | isDelete) & highs == 0
  }

  /// The name of a line end that YAML 1.2 dropped (section 5.4); nil for everything else.
  private func hiddenLineEnd(at index: Int) -> String? {
    switch file.bytes[index...].prefix(3) {
    case let bytes where bytes.starts(with: [0xc2, 0x85]): "U+0085"
    case [0xe2, 0x80, 0xa8]: "U+2028"
    case [0xe2, 0x80, 0xa9]: "U+2029"
    default: nil
    }
  }

  /// The length of the well-formed sequence at `index` (Unicode table 3-7), or 0.
  private func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
    let lead = bytes[index]
    let (length, second): (Int, ClosedRange<UInt8>) =
      switch lead {
      case 0xc2...0xdf: (2, 0x80...0xbf)
      case 0xe0: (3, 0xa0...0xbf)
      case 0xed: (3, 0x80...0x9f)
      case 0xe1...0xef: (3, 0x80...0xbf)
      case 0xf0: (4, 0x90...0xbf)
      case 0xf1...0xf3: (4, 0x80...0xbf)
      case 0xf4: (4, 0x80...0x8f)
      default: (0, 0x80...0xbf)
      }
    guard length > 0, index + length <= bytes.count, second.contains(bytes[index + 1]) else {
      return 0
    }
    for offset in 2..<max(length, 2) where bytes[index + offset] & 0xc0 != 0x80 { return 0 }
    return length
  }

  private func position(of offset: Int) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    for byte in file.bytes[start..<offset] {
      if byte == 10 {
        line += 1
        column = 1
      } else if byte & 0xc0 != 0x80 {
        column += 1
      }
    }
    return (line, column)
  }

  private func range(line: Int, column: Int) -> SourceRange {
    SourceRange(
      file: file.path, start: SourcePosition(line: line, column: column),
      end: SourcePosition(line: line, column: column + 1))
  }

  private func hex(_ byte: UInt8) -> String {
    "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}

extension SourceFile {
  /// What makes the file no text, at its place; nil for clean UTF-8.
  package func textFault() -> Diagnostic? { TextScreening(file: self).fault(isYAML: false) }
}
