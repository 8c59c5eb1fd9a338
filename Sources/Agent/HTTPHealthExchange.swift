import HostState

/// The HTTP/1.1 exchange of a health check (RFC 9112).
enum HTTPHealthExchange {
  static func request(_ probe: ProbeRequest) -> String {
    """
    GET \(probe.check.path) HTTP/1.1\r
    Host: \(probe.authority)\r
    User-Agent: bumpwire-health-checker\r
    Accept: */*\r
    Connection: close\r
    \r

    """
  }

  /// The status line's verdict, or nil while it is incomplete: 200 to 399 is success.
  static func result(ofResponse bytes: [UInt8], isComplete: Bool) -> ProbeResult? {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
      if bytes.count > 1024 { return .failure("the answer is not HTTP") }
      return isComplete ? .failure("closed the connection without an answer") : nil
    }
    let line = String(decoding: bytes[..<end], as: UTF8.self)
    let words = line.split(whereSeparator: { $0 == " " || $0 == "\r" })
    guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].utf8.count == 3,
      let code = Int(words[1]), code >= 100
    else { return .failure("the answer is not HTTP") }
    return result(ofStatus: code)
  }

  static func result(ofStatus code: Int) -> ProbeResult {
    (200...399).contains(code) ? .success : .failure("answered with status \(code)")
  }
}
