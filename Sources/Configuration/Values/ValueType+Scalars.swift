import Diagnostics
import YAMLSyntax

extension ValueType where Value == Bool {
  package static let boolean = ValueType(
    noun: "`true` or `false`", schema: { ["type": "boolean"] }, render: { .boolean($0) },
    decode: { node, decoder in
      if decoder.tree.kind(of: node) == .scalar, decoder.tree.isPlain(node) {
        let bytes = decoder.tree.bytes(of: node)
        if bytes.elementsEqual("true".utf8) { return true }
        if bytes.elementsEqual("false".utf8) { return false }
      }
      let meant: [String: String] = [
        "yes": "true", "on": "true", "true": "true", "enable": "true", "enabled": "true",
        "1": "true", "no": "false", "off": "false", "false": "false", "disable": "false",
        "disabled": "false", "0": "false",
      ]
      let help = meant[decoder.tree.string(of: node).lowercased()].map { "write `\($0)`" }
      decoder.refuseType(node, expected: "`true` or `false`", help: help)
      return nil
    })
}

extension ValueType where Value == Int {
  /// A whole number in decimal, within a range.
  package static func integer(_ range: ClosedRange<Int>) -> ValueType {
    let noun =
      range.upperBound == Int.max
      ? "a number from \(range.lowerBound)"
      : "a number from \(range.lowerBound) to \(range.upperBound)"
    return ValueType(
      noun: noun,
      schema: {
        var members: [JSONValue.Member] = [
          .init("type", "integer"), .init("minimum", .integer(range.lowerBound)),
        ]
        if range.upperBound != Int.max {
          members.append(.init("maximum", .integer(range.upperBound)))
        }
        return .object(members)
      },
      render: { .integer($0) },
      decode: { node, decoder in
        let text = decoder.tree.string(of: node)
        guard decoder.tree.kind(of: node) == .scalar, let value = Self.decimal(text) else {
          decoder.refuseType(node, expected: noun)
          return nil
        }
        guard decoder.tree.isPlain(node) else {
          decoder.refuse(
            node, .wrongType, "expected \(noun), found quoted text",
            help: "write \(text) without quotes")
          return nil
        }
        guard range.contains(value) else {
          decoder.refuse(node, .invalidValue, "\(text) is out of range: expected \(noun)")
          return nil
        }
        return value
      })
  }

  /// The version of the language: any number is read, so that a later one can be named.
  package static let version = ValueType(
    noun: "the version `1`", schema: { ["const": 1] }, render: { .integer($0) },
    decode: { node, decoder in
      let text = decoder.tree.string(of: node)
      let isNumber = decoder.tree.kind(of: node) == .scalar && Self.decimal(text) != nil
      if isNumber, decoder.tree.isPlain(node), Int(text) == nil {
        decoder.refuse(
          node, .unsupportedVersion,
          "version \(Excerpt.shortened(text)) of the language is unknown",
          help: Self.versionHelp)
        return nil
      }
      guard isNumber else {
        decoder.refuseType(node, expected: "a whole number", help: "write `bumpwire: 1`")
        return nil
      }
      return integer(0...Int.max).decode(node, &decoder)
    })

  /// What to do about a version that is unknown.
  static let versionHelp = "write `bumpwire: 1`, or use a later bumpwire"

  /// Decimal digits without leading zeros or signs but `-`; nil for anything else.
  private static func decimal(_ text: String) -> Int? {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
      digits == "0" || digits.first != "0"
    else { return nil }
    return Int(text) ?? (text.hasPrefix("-") ? Int.min : Int.max)
  }
}

extension ValueType where Value == String {
  /// Any text that is not empty.
  package static func word(_ noun: String) -> ValueType {
    ValueType(
      noun: noun, schema: { ["type": ["string", "number"], "minLength": 1] },
      render: { .string($0) },
      decode: { node, decoder in decoder.word(node, noun) })
  }

  /// An absolute path of an HTTP request.
  package static let requestPath = ValueType(
    noun: "a path such as `/health`", schema: { ["type": "string", "pattern": "^/[!-~]*$"] },
    render: { .string($0) },
    decode: { node, decoder in
      guard let word = decoder.word(node, "a path such as `/health`") else { return nil }
      guard word.hasPrefix("/"), word.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
        decoder.refuse(
          node, .invalidValue, "`\(Excerpt.shortened(word))` is no path of a request",
          help: "begin it with `/`, without spaces")
        return nil
      }
      return word
    })
}

extension ValueType {
  /// One of a few words.
  package static func choice() -> ValueType
  where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    let words = Value.allCases.map(\.rawValue)
    let noun = Excerpt.list(words, "or")
    return ValueType(
      noun: noun, schema: { ["enum": .array(words.map { .string($0) })] },
      render: { .string($0.rawValue) },
      decode: { node, decoder in
        guard let word = decoder.word(node, noun) else { return nil }
        if let value = Value(rawValue: word) { return value }
        let help = Spelling.suggestion(for: word, among: words).map { "did you mean `\($0)`?" }
        decoder.refuse(
          node, .invalidValue, "expected \(noun), found `\(Excerpt.shortened(word))`", help: help)
        return nil
      })
  }
}
