/// One of libyaml's events, with its places; lines and columns count from 1.
struct SyntaxEvent {
  enum Content {
    /// The bytes are valid during the call only.
    case scalar(UnsafeBufferPointer<UInt8>, isPlain: Bool)
    case sequenceStart
    case sequenceEnd
    case mappingStart
    case mappingEnd
    case alias(String)
    case documentStart
  }

  var content: Content
  var anchor: String?
  var tag: String?
  var isFlow: Bool
  var startLine: UInt32
  var startColumn: UInt32
  var endLine: UInt32
  var endColumn: UInt32
}
