extension CheckReport {
  /// GitHub code scanning refuses a run with more results.
  private static let mostResults = 25_000

  /// A SARIF 2.1.0 log (OASIS sarif-v2.1.0-os) of one run.
  package var sarif: JSONValue {
    let used = Set(items.map(\.diagnostic.id))
    let rules = rules.filter { used.contains($0.id) }.sorted { $0.id < $1.id }
    let indexes = Dictionary(
      rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let (shown, hidden) = Self.worst(items, most: Self.mostResults)
    var invocation: [JSONValue.Member] = [.init("executionSuccessful", true)]
    if hidden > 0 {
      invocation.append(
        .init(
          "toolExecutionNotifications",
          [["level": "warning", "message": ["text": .string("\(hidden) more findings")]]]))
    }
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "bumpwire", "semanticVersion": .string(toolVersion),
              "rules": .array(rules.map(Self.sarif)),
            ]
          ],
          "columnKind": "unicodeCodePoints", "invocations": [.object(invocation)],
          "results": .array(shown.map { Self.sarif($0, indexes[$0.diagnostic.id]) }),
        ]
      ],
    ]
  }

  private static func sarif(_ rule: Rule) -> JSONValue {
    [
      "id": .string(rule.id.rawValue), "shortDescription": ["text": .string(rule.summary)],
      "fullDescription": ["text": .string("\(rule.summary) \(rule.reason)")],
      "help": [
        "text": .string("\(rule.reason)\n\n\(rule.fix)"),
        "markdown": .string("\(rule.reason)\n\n**Fix:**\n\n\(markdown(rule.fix))"),
      ],
    ]
  }

  /// A fix of several lines is YAML.
  private static func markdown(_ fix: String) -> String {
    fix.contains("\n") ? "```yaml\n\(fix)\n```" : fix
  }

  private static func sarif(_ item: Item, _ ruleIndex: Int?) -> JSONValue {
    let diagnostic = item.diagnostic
    var members: [JSONValue.Member] = [.init("ruleId", .string(diagnostic.id.rawValue))]
    if let ruleIndex { members.append(.init("ruleIndex", .integer(ruleIndex))) }
    let text = diagnostic.message + (diagnostic.help.map { "\n\nHelp: \($0)" } ?? "")
    members += [
      .init("level", .string(diagnostic.severity.rawValue)),
      .init("message", ["text": .string(text)]),
    ]
    if let range = diagnostic.range {
      members.append(.init("locations", [["physicalLocation": physicalLocation(range)]]))
    }
    let related = diagnostic.notes.enumerated().compactMap { index, note in
      note.range.map { location(note.message, $0, id: index + 1) }
    }
    if !related.isEmpty { members.append(.init("relatedLocations", .array(related))) }
    let flows = item.paths.map { steps in
      steps.compactMap { step in step.range.map { location(step.text, $0) } }
    }.filter { !$0.isEmpty }
    if !flows.isEmpty {
      let threads = flows.map { steps -> JSONValue in
        ["locations": .array(steps.map { ["location": $0] })]
      }
      members.append(.init("codeFlows", [["threadFlows": .array(threads)]]))
    }
    members.append(
      .init(
        "properties",
        [
          "effects": .array(item.effects.map { .string($0.rawValue) }),
          "pairs": .integer(item.pairs),
        ]))
    return .object(members)
  }

  private static func location(_ text: String, _ range: SourceRange, id: Int? = nil) -> JSONValue {
    var members: [JSONValue.Member] = []
    if let id { members.append(.init("id", .integer(id))) }
    members += [
      .init("physicalLocation", physicalLocation(range)),
      .init("message", ["text": .string(text)]),
    ]
    return .object(members)
  }

  private static func physicalLocation(_ range: SourceRange) -> JSONValue {
    [
      "artifactLocation": ["uri": .string(uri(range.file))],
      "region": [
        "startLine": .integer(range.start.line), "startColumn": .integer(range.start.column),
        "endLine": .integer(range.end.line), "endColumn": .integer(range.end.column),
      ],
    ]
  }

  /// A path as a URI reference (RFC 3986): relative where the path is.
  static func uri(_ path: String) -> String {
    var text = path.hasPrefix("/") ? "file://" : ""
    for byte in path.hasPrefix("./") ? path.utf8.dropFirst(2) : path.utf8[...] {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        text += "%" + (hex.count == 1 ? "0" : "") + hex
      }
    }
    return text
  }
}
