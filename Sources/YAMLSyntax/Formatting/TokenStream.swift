import CLibYAML

/// libyaml's scanner, which tells places that its parser leaves out (libyaml 0.2.5, `yaml.h`).
enum TokenStream {
  /// Every token, the last one `end`; nil for what is no YAML.
  ///
  /// - Parameter bytes: UTF-8 without a byte order mark.
  static func read(_ bytes: some Collection<UInt8>) -> [SyntaxToken]? {
    Array(bytes).withUnsafeBufferPointer { text in
      // On the heap: libyaml keeps pointers into its own parser.
      let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
      defer { parser.deallocate() }
      guard yaml_parser_initialize(parser) == 1 else { fatalError("libyaml is out of memory") }
      defer { yaml_parser_delete(parser) }
      yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(parser, text.baseAddress, text.count)
      var tokens: [SyntaxToken] = []
      var token = yaml_token_t()
      while true {
        guard yaml_parser_scan(parser, &token) == 1 else { return nil }
        defer { yaml_token_delete(&token) }
        if let kind = kind(of: token) {
          tokens.append(
            SyntaxToken(
              kind: kind, range: token.start_mark.index..<token.end_mark.index,
              column: token.start_mark.column))
        }
        if token.type == YAML_STREAM_END_TOKEN { return tokens }
      }
    }
  }

  private static func kind(of token: yaml_token_t) -> SyntaxToken.Kind? {
    switch token.type {
    case YAML_STREAM_END_TOKEN: .end
    case YAML_VERSION_DIRECTIVE_TOKEN, YAML_TAG_DIRECTIVE_TOKEN, YAML_DOCUMENT_START_TOKEN,
      YAML_DOCUMENT_END_TOKEN:
      .document
    case YAML_BLOCK_SEQUENCE_START_TOKEN: .blockSequenceStart
    case YAML_BLOCK_MAPPING_START_TOKEN: .blockMappingStart
    case YAML_BLOCK_END_TOKEN: .blockEnd
    case YAML_FLOW_SEQUENCE_START_TOKEN: .flowStart(isMapping: false)
    case YAML_FLOW_SEQUENCE_END_TOKEN: .flowEnd(isMapping: false)
    case YAML_FLOW_MAPPING_START_TOKEN: .flowStart(isMapping: true)
    case YAML_FLOW_MAPPING_END_TOKEN: .flowEnd(isMapping: true)
    case YAML_BLOCK_ENTRY_TOKEN: .blockEntry
    case YAML_FLOW_ENTRY_TOKEN: .flowEntry
    case YAML_KEY_TOKEN: .key
    case YAML_VALUE_TOKEN: .value
    case YAML_ALIAS_TOKEN: .alias
    case YAML_ANCHOR_TOKEN, YAML_TAG_TOKEN: .property
    case YAML_SCALAR_TOKEN:
      .scalar(
        isBlock: token.data.scalar.style == YAML_LITERAL_SCALAR_STYLE
          || token.data.scalar.style == YAML_FOLDED_SCALAR_STYLE)
    default: nil
    }
  }
}
