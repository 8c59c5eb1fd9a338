/// The first line of an HTTP/1.x request (RFC 9112, section 3); nothing else of it matters here.
struct HTTPRequest: Hashable {
  let method: String
  /// Without a query.
  let path: String

  /// Bytes of the longest header section that is read.
  static let limit = 8192

  /// Nil for what is no request.
  init?(_ head: [UInt8]) {
    guard let line = head.split(separator: UInt8(ascii: "\r"), maxSplits: 1).first else {
      return nil
    }
    let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, parts[1].first == UInt8(ascii: "/"),
      parts[2].elementsEqual("HTTP/1.1".utf8) || parts[2].elementsEqual("HTTP/1.0".utf8)
    else { return nil }
    method = String(decoding: parts[0], as: UTF8.self)
    path = String(decoding: parts[1].prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self)
  }
}

extension [UInt8] {
  /// Whether an HTTP message's header section has ended.
  var containsBlankLine: Bool {
    let end = Array("\r\n\r\n".utf8)
    guard count >= end.count else { return false }
    return (0...(count - end.count)).contains { self[$0..<($0 + end.count)].elementsEqual(end) }
  }
}
