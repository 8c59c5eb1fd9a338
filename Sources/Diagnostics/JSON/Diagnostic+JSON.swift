extension Diagnostic {
  /// The diagnostic as one of the `findings` of `validate --format json`.
  package var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("id", .string(id.rawValue)), .init("effects", []),
      .init("severity", .string(severity.rawValue)), .init("message", .string(message)),
      .init("location", range?.json ?? .null),
      .init("related", .array(notes.map(\.json))),
    ]
    if let help { members.append(.init("help", .string(help))) }
    return .object(members)
  }
}

extension Diagnostic.Note {
  var json: JSONValue {
    ["location": range?.json ?? .null, "message": .string(message)]
  }
}

extension SourceRange {
  /// `file`, `line`, `column`, `end_line` and `end_column`, counted from 1; the end is exclusive.
  package var json: JSONValue {
    [
      "file": .string(file), "line": .integer(start.line), "column": .integer(start.column),
      "end_line": .integer(end.line), "end_column": .integer(end.column),
    ]
  }
}
