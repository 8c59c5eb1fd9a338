/// One of libyaml's tokens, with its place in the text.
struct SyntaxToken {
  enum Kind: Equatable {
    case blockMappingStart
    case blockSequenceStart
    case blockEnd
    case key
    case value
    case blockEntry
    case flowStart(isMapping: Bool)
    case flowEnd(isMapping: Bool)
    case flowEntry
    case scalar(isBlock: Bool)
    case alias
    /// An anchor or a tag.
    case property
    /// A directive, or the mark of a document's begin or end.
    case document
    case end
  }

  var kind: Kind
  /// Among the text's Unicode scalars; empty for what stands in no text, such as most keys' marks.
  var range: Range<Int>
  /// From 0.
  var column: Int
}
