import CLibYAML
import Diagnostics

/// libyaml's parser, one event at a time (libyaml 0.2.5, `yaml.h`).
enum EventStream {
  /// Reads events until the end, a fault, or until `accept` says false.
  ///
  /// - Returns: the syntax error that ended the stream, if one did.
  static func read(
    _ file: SourceFile, from start: Int, _ accept: (borrowing SyntaxEvent) -> Bool
  ) -> Diagnostic? {
    file.bytes.withUnsafeBufferPointer { bytes in
      // On the heap: libyaml keeps pointers into its own parser.
      let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
      defer { parser.deallocate() }
      guard yaml_parser_initialize(parser) == 1 else { fatalError("libyaml is out of memory") }
      defer { yaml_parser_delete(parser) }
      yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
      let text = UnsafeBufferPointer(rebasing: bytes[start...])
      yaml_parser_set_input_string(parser, text.baseAddress, text.count)
      var event = yaml_event_t()
      while true {
        guard yaml_parser_parse(parser, &event) == 1 else {
          return SyntaxProblem(file: file, start: start).diagnostic(parser.pointee)
        }
        defer { yaml_event_delete(&event) }
        if event.type == YAML_STREAM_END_EVENT { return nil }
        if let event = translated(event), !accept(event) { return nil }
      }
    }
  }

  private static func translated(_ event: yaml_event_t) -> SyntaxEvent? {
    var anchor: UnsafeMutablePointer<yaml_char_t>?
    var tag: UnsafeMutablePointer<yaml_char_t>?
    var isFlow = true
    let content: SyntaxEvent.Content
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      (anchor, tag) = (scalar.anchor, scalar.tag)
      content = .scalar(
        UnsafeBufferPointer(start: scalar.value, count: scalar.length),
        isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
    case YAML_SEQUENCE_START_EVENT:
      let sequence = event.data.sequence_start
      (anchor, tag) = (sequence.anchor, sequence.tag)
      isFlow = sequence.style == YAML_FLOW_SEQUENCE_STYLE
      content = .sequenceStart
    case YAML_MAPPING_START_EVENT:
      let mapping = event.data.mapping_start
      (anchor, tag) = (mapping.anchor, mapping.tag)
      isFlow = mapping.style == YAML_FLOW_MAPPING_STYLE
      content = .mappingStart
    case YAML_SEQUENCE_END_EVENT: content = .sequenceEnd
    case YAML_MAPPING_END_EVENT: content = .mappingEnd
    case YAML_ALIAS_EVENT: content = .alias(String(cString: event.data.alias.anchor))
    case YAML_DOCUMENT_START_EVENT: content = .documentStart
    default: return nil
    }
    return SyntaxEvent(
      content: content, anchor: anchor.map { String(cString: $0) },
      tag: tag.map { String(cString: $0) }, isFlow: isFlow,
      startLine: UInt32(truncatingIfNeeded: event.start_mark.line + 1),
      startColumn: UInt32(truncatingIfNeeded: event.start_mark.column + 1),
      endLine: UInt32(truncatingIfNeeded: event.end_mark.line + 1),
      endColumn: UInt32(truncatingIfNeeded: event.end_mark.column + 1))
  }
}
