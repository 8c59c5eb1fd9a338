/// The JSON of a run that ended with diagnostics alone: the input is no valid topology.
package struct DiagnosticJSONReport: Sendable {
  package static let formatVersion = "1.0"

  let diagnostics: [Diagnostic]
  let toolVersion: String

  package init(_ diagnostics: [Diagnostic], toolVersion: String) {
    self.diagnostics = diagnostics
    self.toolVersion = toolVersion
  }

  package var json: JSONValue {
    func count(_ severity: Severity) -> JSONValue {
      .integer(diagnostics.count { $0.severity == severity })
    }
    return [
      "format_version": .string(Self.formatVersion), "tool_version": .string(toolVersion),
      "summary": [
        "errors": count(.error), "warnings": count(.warning), "notes": count(.note),
      ],
      "findings": .array(diagnostics.map(\.json)),
    ]
  }
}
