/// An HTTP response of plain text, after which the connection is closed.
struct HTTPResponse {
  enum Status: String {
    case ok = "200 OK"
    case badRequest = "400 Bad Request"
    case notFound = "404 Not Found"
    case methodNotAllowed = "405 Method Not Allowed"
    case headerTooLarge = "431 Request Header Fields Too Large"
    case unavailable = "503 Service Unavailable"
  }

  let status: Status
  let body: String

  init(_ status: Status, _ body: String) {
    self.status = status
    self.body = body
  }

  /// - Parameter isHeadOnly: for HEAD, which gets no body.
  func bytes(isHeadOnly: Bool) -> [UInt8] {
    // The version is that of Prometheus's text format.
    var head = """
      HTTP/1.1 \(status.rawValue)\r
      Content-Type: text/plain; version=0.0.4; charset=utf-8\r
      Content-Length: \(body.utf8.count)\r
      Connection: close\r

      """
    if status == .methodNotAllowed { head += "Allow: GET, HEAD\r\n" }
    return Array("\(head)\r\n\(isHeadOnly ? "" : body)".utf8)
  }
}
