import CLinux

/// What is switched off on each link of a namespace.
struct FeaturesDump: NetlinkDump {
  let bits: FeatureBits

  var channel: NetlinkChannel { .ethtool }
  var messageType: Int { Int(ETHTOOL_MSG_FEATURES_GET) }

  func encode(into message: inout MessageBuffer) {
    message.nested(Int(ETHTOOL_A_FEATURES_HEADER)) { header in
      header.attribute(Int(ETHTOOL_A_HEADER_FLAGS), UInt32(ETHTOOL_FLAG_COMPACT_BITSETS))
    }
  }

  func decode(_ message: Message) -> LinkFeatures? {
    let attributes = message.attributes(after: genlmsghdr.self)
    guard
      let index = attributes[Int(ETHTOOL_A_FEATURES_HEADER)]?
        .nested[Int(ETHTOOL_A_HEADER_DEV_INDEX)]?.number(Int32.self),
      let changeable = attributes[Int(ETHTOOL_A_FEATURES_HW)]?
        .nested[Int(ETHTOOL_A_BITSET_VALUE)]?.payload,
      let wanted = attributes[Int(ETHTOOL_A_FEATURES_WANTED)]?
        .nested[Int(ETHTOOL_A_BITSET_VALUE)]?.payload
    else { return nil }
    // `wanted`, not `active`: what depends on a feature that is off is inactive without being
    // switched off itself.
    let disabled = LinkFeature.allCases.filter { feature in
      let switchable = bits.positions[feature, default: []].filter { Self.has($0, changeable) }
      return !switchable.isEmpty && !switchable.contains { Self.has($0, wanted) }
    }
    return LinkFeatures(linkIndex: index, disabled: Set(disabled))
  }

  /// The bit in words of 32 bits in host order.
  private static func has(_ position: Int, _ words: UnsafeRawBufferPointer) -> Bool {
    let offset = position / 32 * 4
    guard offset + 4 <= words.count else { return false }
    let word = words.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
    return word >> UInt32(position % 32) & 1 == 1
  }

  var description: String { "ethtool features list" }
}

extension NamespaceConnection {
  /// What is switched off on each link of the namespace.
  package func listFeatures() throws(NetlinkError) -> [LinkFeatures] {
    try list(FeaturesDump(bits: try FeatureBits.known(self)))
  }
}
