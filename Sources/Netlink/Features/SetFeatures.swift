import CLinux

/// Switches settings of a link on and off, as `ethtool -K` does.
package struct SetFeatures: NetlinkRequest {
  package var link: LinkReference
  package var on: Set<LinkFeature>
  package var off: Set<LinkFeature>

  package init(_ link: LinkReference, on: Set<LinkFeature> = [], off: Set<LinkFeature> = []) {
    self.link = link
    self.on = on
    self.off = off
  }

  package var channel: NetlinkChannel { .ethtool }
  package var messageType: Int { Int(ETHTOOL_MSG_FEATURES_SET) }

  package func encode(into message: inout MessageBuffer) {
    message.nested(Int(ETHTOOL_A_FEATURES_HEADER)) { header in
      header.attribute(Int(ETHTOOL_A_HEADER_DEV_INDEX), link.index)
      header.attribute(Int(ETHTOOL_A_HEADER_FLAGS), UInt32(ETHTOOL_FLAG_OMIT_REPLY))
    }
    message.nested(Int(ETHTOOL_A_FEATURES_WANTED)) { bitset in
      bitset.nested(Int(ETHTOOL_A_BITSET_BITS)) { bits in
        for feature in LinkFeature.allCases where on.contains(feature) || off.contains(feature) {
          for name in feature.kernelNames {
            bits.nested(Int(ETHTOOL_A_BITSET_BITS_BIT)) { bit in
              bit.attribute(Int(ETHTOOL_A_BITSET_BIT_NAME), string: name)
              if on.contains(feature) { bit.flag(Int(ETHTOOL_A_BITSET_BIT_VALUE)) }
            }
          }
        }
      }
    }
  }

  package var description: String {
    let settings = LinkFeature.allCases.compactMap { feature -> String? in
      if on.contains(feature) { return "\(feature.rawValue) on" }
      return off.contains(feature) ? "\(feature.rawValue) off" : nil
    }
    return "ethtool -K \(link) \(settings.joined(separator: " "))"
  }
}
