import CLinux

/// Asks for the names of all link features by their position.
struct StringSetRequest: NetlinkRequest {
  var channel: NetlinkChannel { .ethtool }
  var messageType: Int { Int(ETHTOOL_MSG_STRSET_GET) }
  var description: String { "ethtool features list" }

  func encode(into message: inout MessageBuffer) {
    message.nested(Int(ETHTOOL_A_STRSET_HEADER)) { _ in }
    message.nested(Int(ETHTOOL_A_STRSET_STRINGSETS)) { sets in
      sets.nested(Int(ETHTOOL_A_STRINGSETS_STRINGSET)) { set in
        set.attribute(Int(ETHTOOL_A_STRINGSET_ID), UInt32(ETH_SS_FEATURES.rawValue))
      }
    }
  }

  static func decode(_ message: Message) -> [Int: String] {
    var names: [Int: String] = [:]
    let sets = message.attributes(after: genlmsghdr.self)[Int(ETHTOOL_A_STRSET_STRINGSETS)]?.nested
    let strings = sets?[Int(ETHTOOL_A_STRINGSETS_STRINGSET)]?
      .nested[Int(ETHTOOL_A_STRINGSET_STRINGS)]?.nested
    for string in strings.map(Array.init) ?? [] {
      guard let index = string.nested[Int(ETHTOOL_A_STRING_INDEX)]?.number(UInt32.self),
        let name = string.nested[Int(ETHTOOL_A_STRING_VALUE)]?.string
      else { continue }
      names[Int(index)] = name
    }
    return names
  }
}
