import Diagnostics
import YAMLSyntax

/// What things may be called.
package enum Names {
  /// A resource's name, and a zone's.
  static let pattern = "^[a-z0-9][a-z0-9_-]{0,62}$"
  static let topologyPattern = "^[a-z][a-z0-9-]{0,31}$"

  /// The words of the grammar of resource addresses.
  package static let reserved: Set<String> = [
    "internet", "transit_gateway", "peering", "prefix_list", "subnet", "route_table",
    "internet_gateway", "egress_only_internet_gateway", "virtual_private_gateway", "nat_gateway",
    "gwlb_endpoint", "gateway_load_balancer", "appliance_group", "load_balancer", "target_group",
    "instance", "attachment", "local", "blackhole", "vpc",
  ]

  static func isName(_ text: some StringProtocol) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 63, isLetterOrDigit(first) else {
      return false
    }
    return text.utf8.allSatisfy {
      isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
    }
  }

  package static func isTopologyName(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 32,
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
    else { return false }
    return text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// The name that was probably meant.
  static func repaired(_ text: String) -> String? {
    let plain = String(text.lowercased().map { $0 == " " || $0 == "." ? "-" : $0 })
    return isName(plain) ? plain : nil
  }
}

extension DocumentDecoder {
  /// A name that is being given.
  mutating func identifier(_ node: NodeID) -> String? {
    guard let word = word(node, "a name") else { return nil }
    guard Names.isName(word) else {
      let rule =
        "use a-z, 0-9, `-` and `_`, beginning with a letter or digit, at most 63 characters"
      refuse(
        node, .invalidName, "`\(Excerpt.shortened(word))` is no name",
        help: Names.repaired(word).map { "write `\($0)`: \(rule)" } ?? rule)
      return nil
    }
    guard !Names.reserved.contains(word) else {
      refuse(
        node, .reservedName, "`\(word)` is a word of the language and cannot be a name",
        help: "choose another name, such as `my-\(word)`")
      return nil
    }
    return word
  }
}

extension ValueType where Value == String {
  /// A new name.
  package static let name = ValueType(
    noun: "a name", schema: { ["$ref": "#/$defs/Name"] }, render: { .string($0) },
    decode: { node, decoder in decoder.identifier(node) })

  /// The topology's own name.
  package static let topologyName = ValueType(
    noun: "a name of at most 32 characters",
    schema: { ["type": "string", "pattern": .string(Names.topologyPattern)] },
    render: { .string($0) },
    decode: { node, decoder in
      guard let word = decoder.word(node, "a name") else { return nil }
      guard Names.isTopologyName(word) else {
        decoder.refuse(
          node, .invalidName, "`\(Excerpt.shortened(word))` cannot name a topology",
          help: "use a-z, 0-9 and `-`, beginning with a letter, at most 32 characters")
        return nil
      }
      return word
    })

  /// What something else is called: checked when the reference is resolved.
  package static func reference(_ noun: String) -> ValueType {
    ValueType(
      noun: noun, schema: { ["type": ["string", "integer"]] }, render: { .string($0) },
      decode: { node, decoder in decoder.word(node, noun) })
  }
}
