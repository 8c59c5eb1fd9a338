import IPAddressing

extension RuleState: Comparable {
  /// By family, then in the order in which the kernel asks them, then by text.
  package static func < (left: RuleState, right: RuleState) -> Bool {
    if left.family != right.family { return left.family < right.family }
    if left.preference != right.preference { return left.preference < right.preference }
    return left.description < right.description
  }
}

extension RuleState: CustomStringConvertible {
  /// As ip-rule(8) takes it; IPv6 rules say so, as nothing else in them may.
  package var description: String {
    var words = family == .ipv6 ? ["-6"] : []
    words.append("pref \(preference)")
    if isInverted { words.append("not") }
    if let source { words.append("from \(source)") }
    if let inputLink { words.append("iif \(inputLink)") }
    if let mark { words.append("fwmark \(mark)") }
    words.append(action.description)
    return words.joined(separator: " ")
  }
}

extension RuleState.Mark: CustomStringConvertible {
  package var description: String {
    let hex = { (number: UInt32) in "0x" + String(number, radix: 16) }
    return mask == .max ? hex(value) : "\(hex(value))/\(hex(mask))"
  }
}

extension RuleState.Action: CustomStringConvertible {
  package var description: String {
    switch self {
    case .lookup(let table): "lookup \(table)"
    case .blackhole: "blackhole"
    case .goTo(let preference): "goto \(preference)"
    case .foreign(let object): object.summary
    }
  }
}

extension RuleState.Action: Codable {
  private enum CodingKeys: String, CodingKey {
    case lookup, blackhole, foreign
    case goTo = "goto"
  }

  /// `{"blackhole": true}`, `{"lookup": TABLE}`, `{"goto": PREFERENCE}` or `{"foreign": OBJECT}`.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .lookup(let table): try container.encode(table, forKey: .lookup)
    case .blackhole: try container.encode(true, forKey: .blackhole)
    case .goTo(let preference): try container.encode(preference, forKey: .goTo)
    case .foreign(let object): try container.encode(object, forKey: .foreign)
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let table = try container.decodeIfPresent(UInt32.self, forKey: .lookup) {
      self = .lookup(table: table)
    } else if let preference = try container.decodeIfPresent(UInt32.self, forKey: .goTo) {
      self = .goTo(preference: preference)
    } else if let object = try container.decodeIfPresent(ForeignObject.self, forKey: .foreign) {
      self = .foreign(object)
    } else if try container.decode(Bool.self, forKey: .blackhole) {
      self = .blackhole
    } else {
      throw DecodingError.dataCorruptedError(
        forKey: .blackhole, in: container, debugDescription: "only `true` has a meaning")
    }
  }
}
