/// A line of formatted text, before columns are aligned.
enum FormattedLine {
  struct Code {
    var indent: Int
    /// Without indentation.
    var text: String
    /// Behind the text; empty if there is none.
    var comment = ""
    var entry: Entry?
    /// Which block mapping an entry is of.
    var mapping = 0
  }

  /// How much of `KEY: { … }` has been seen on the line, which is aligned with its neighbours' if
  /// there is nothing else.
  enum Entry: Equatable {
    case key
    /// The key with its colon, so many characters.
    case colon(width: Int)
    case map(width: Int)
    case whole(width: Int)
    /// A key with another value beside it.
    case valued
    case other
  }

  case blank
  case comment(String, indent: Int)
  case code(Code)
  /// A part of a scalar, as it is.
  case verbatim(String)
}
