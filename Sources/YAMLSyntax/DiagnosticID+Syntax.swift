package import Diagnostics

extension DiagnosticID {
  /// A file is missing, no regular file, or may not be read.
  package static let unreadableFile = DiagnosticID("unreadable-file")
  /// A file is larger than a topology may be.
  package static let fileTooLarge = DiagnosticID("file-too-large")
  /// A file is not UTF-8, or holds control characters.
  package static let invalidEncoding = DiagnosticID("invalid-encoding")
  /// A file holds nothing but blanks and comments.
  package static let emptyFile = DiagnosticID("empty-file")
  /// The text is not YAML.
  package static let invalidSyntax = DiagnosticID("invalid-syntax")
  /// A file holds more than one YAML document.
  package static let severalDocuments = DiagnosticID("several-documents")
  /// The same key stands twice in one map.
  package static let duplicateKey = DiagnosticID("duplicate-key")
  /// A key is a list or a map instead of a word.
  package static let invalidKey = DiagnosticID("invalid-key")
  /// An alias names no anchor that was written before it.
  package static let undefinedAlias = DiagnosticID("undefined-alias")
  /// A merge key's value is no map and no list of maps.
  package static let invalidMerge = DiagnosticID("invalid-merge")
  /// A value carries a YAML tag such as `!Ref`.
  package static let unsupportedTag = DiagnosticID("unsupported-tag")
  /// Maps and lists are nested too deeply.
  package static let excessiveDepth = DiagnosticID("excessive-depth")
  /// The file has too many values once its aliases are written out.
  package static let excessiveExpansion = DiagnosticID("excessive-expansion")
}
