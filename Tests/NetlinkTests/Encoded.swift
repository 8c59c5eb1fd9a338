@testable import Netlink

/// A request as the kernel gets it, for tests that read it back.
struct Encoded {
  let bytes: [UInt8]

  init(_ request: any NetlinkRequest) {
    var buffer = MessageBuffer()
    buffer.begin(type: UInt16(request.messageType), flags: UInt16(request.flags), sequence: 7)
    request.encode(into: &buffer)
    buffer.end()
    bytes = buffer.bytes
  }

  /// Hands over the one message that the bytes hold.
  func read<Result>(_ body: (Message) throws -> Result) rethrows -> Result {
    try bytes.withUnsafeBytes { bytes in
      var rest = bytes
      guard let message = Message(takingFrom: &rest), rest.isEmpty else {
        preconditionFailure("not one message")
      }
      return try body(message)
    }
  }

  /// The attributes after a fixed header as text, one a line, nested ones indented: its type and
  /// its bytes in hexadecimal.
  ///
  /// `nested` are the paths of types that hold attributes.
  func tree<Header: BitwiseCopyable>(after header: Header.Type, nested: Set<[Int]> = []) -> String {
    read { message in
      Self.lines(message.attributes(after: header), path: [], nested).joined(separator: "\n")
    }
  }

  private static func lines(
    _ attributes: AttributeSequence, path: [Int], _ nested: Set<[Int]>
  ) -> [String] {
    attributes.flatMap { attribute -> [String] in
      let indent = String(repeating: "  ", count: path.count)
      let path = path + [attribute.type]
      guard !nested.contains(path) else {
        return ["\(indent)\(attribute.type)"] + lines(attribute.nested, path: path, nested)
      }
      let hex = attribute.payload.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      return ["\(indent)\(attribute.type) \(hex)"]
    }
  }
}
