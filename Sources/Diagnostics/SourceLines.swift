/// The lines of a file, each found without reading those before it.
struct SourceLines: Sendable {
  private let bytes: [UInt8]
  private let starts: [Int]

  init(_ file: SourceFile) {
    bytes = file.bytes
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    var starts = [bytes.starts(with: mark) ? mark.count : 0]
    bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index < bytes.count {
        let length = Self.breakLength(bytes, at: index)
        index += max(length, 1)
        if length > 0 { starts.append(index) }
      }
    }
    self.starts = starts
  }

  /// The bytes of a line without its end; nil past the last.
  subscript(number: Int) -> ArraySlice<UInt8>? {
    guard starts.indices.contains(number - 1) else { return nil }
    let end = number < starts.count ? starts[number] : bytes.count
    var line = bytes[starts[number - 1]..<end]
    while let last = line.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
      line.removeLast()
    }
    return line
  }

  /// What YAML 1.1 counts as a line break: LF, CR, CR LF, NEL, LS and PS; 0 for anything else.
  private static func breakLength(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
    switch bytes[index] {
    case 0x0a: return 1
    case 0x0d: return index + 1 < bytes.count && bytes[index + 1] == 0x0a ? 2 : 1
    case 0xc2: return index + 1 < bytes.count && bytes[index + 1] == 0x85 ? 2 : 0
    case 0xe2:
      return index + 2 < bytes.count && bytes[index + 1] == 0x80
        && (bytes[index + 2] == 0xa8 || bytes[index + 2] == 0xa9) ? 3 : 0
    default: return 0
    }
  }
}
