import CLibYAML
import Diagnostics

/// libyaml's parser (libyaml 0.2.5, `yaml.h`), many events at a time.
struct EventReader: ~Copyable {
  private let file: SourceFile
  private let start: Int
  /// Bytes.
  private let size: Int
  // On the heap: libyaml keeps pointers into its own parser.
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  /// Whether there is no further event.
  private(set) var hasEnded = false
  /// How many collections are open.
  private var depth = 0

  /// - Parameter bytes: The file's, from where the YAML begins; valid as long as the reader is.
  init(_ file: SourceFile, from start: Int, _ bytes: UnsafeBufferPointer<UInt8>) {
    self.file = file
    self.start = start
    size = bytes.count
    guard yaml_parser_initialize(parser) == 1 else { fatalError("libyaml is out of memory") }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// The next events; nil after the last.
  ///
  /// - Parameters:
  ///   - limit: how many at most.
  ///   - deepest: with more open collections than that it ends early: what libyaml needs for a token
  ///     grows with their number.
  mutating func next(
    limit: Int = EventBatch.capacity, deepest: Int = .max
  ) -> EventBatch? {
    if hasEnded { return nil }
    var batch = EventBatch(of: size)
    var event = yaml_event_t()
    while !hasEnded, batch.events.count < limit, depth <= deepest {
      guard yaml_parser_parse(parser, &event) == 1 else {
        batch.failure = SyntaxProblem(file: file, start: start).diagnostic(parser.pointee)
        hasEnded = true
        break
      }
      Self.add(event, to: &batch)
      switch event.type {
      case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT: depth += 1
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: depth -= 1
      default: break
      }
      hasEnded = event.type == YAML_STREAM_END_EVENT
      yaml_event_delete(&event)
    }
    return batch
  }

  private static func add(_ event: borrowing yaml_event_t, to batch: inout EventBatch) {
    var added = SyntaxEvent(
      kind: .plain,
      startLine: UInt32(truncatingIfNeeded: event.start_mark.line + 1),
      startColumn: UInt32(truncatingIfNeeded: event.start_mark.column + 1),
      endLine: UInt32(truncatingIfNeeded: event.end_mark.line + 1),
      endColumn: UInt32(truncatingIfNeeded: event.end_mark.column + 1))
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      added.kind = scalar.style == YAML_PLAIN_SCALAR_STYLE ? .plain : .quoted
      added.anchor = scalar.anchor.map { batch.add(word: $0) } ?? -1
      added.tag = scalar.tag.map { batch.add(word: $0) } ?? -1
      added.first = UInt32(batch.text.count)
      added.count = UInt32(scalar.length)
      batch.text.append(
        contentsOf: UnsafeBufferPointer(start: scalar.value, count: scalar.length))
    case YAML_SEQUENCE_START_EVENT:
      let sequence = event.data.sequence_start
      added.kind = .sequenceStart
      added.isFlow = sequence.style == YAML_FLOW_SEQUENCE_STYLE
      added.anchor = sequence.anchor.map { batch.add(word: $0) } ?? -1
      added.tag = sequence.tag.map { batch.add(word: $0) } ?? -1
    case YAML_MAPPING_START_EVENT:
      let mapping = event.data.mapping_start
      added.kind = .mappingStart
      added.isFlow = mapping.style == YAML_FLOW_MAPPING_STYLE
      added.anchor = mapping.anchor.map { batch.add(word: $0) } ?? -1
      added.tag = mapping.tag.map { batch.add(word: $0) } ?? -1
    case YAML_SEQUENCE_END_EVENT: added.kind = .sequenceEnd
    case YAML_MAPPING_END_EVENT: added.kind = .mappingEnd
    case YAML_ALIAS_EVENT:
      added.kind = .alias
      added.anchor = event.data.alias.anchor.map { batch.add(word: $0) } ?? -1
    case YAML_DOCUMENT_START_EVENT:
      added.kind = .documentStart
      let start = event.data.document_start
      if start.version_directive != nil || start.tag_directives.start != start.tag_directives.end {
        batch.hasMarks = true
      }
    case YAML_DOCUMENT_END_EVENT:
      if event.data.document_end.implicit == 0 { batch.hasMarks = true }
      return
    case YAML_STREAM_END_EVENT:
      batch.lines = UInt32(truncatingIfNeeded: event.start_mark.line)
      return
    default: return
    }
    batch.events.append(added)
  }
}
