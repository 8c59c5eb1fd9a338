import Diagnostics
package import IPAddressing
import YAMLSyntax

extension ValueType where Value == Prefix {
  /// A CIDR of one family, or of either.
  package static func cidr(_ family: AddressFamily? = nil) -> ValueType {
    let noun = family.map { $0 == .ipv4 ? "an IPv4 CIDR" : "an IPv6 CIDR" } ?? "a CIDR"
    return ValueType(
      noun: noun, schema: { CIDRSchema.schema(family) }, render: { .string($0.description) },
      decode: { node, decoder in
        if family != .ipv6, let prefix = PrefixReader.ipv4(decoder.tree.bytes(of: node)) {
          return prefix
        }
        guard let word = decoder.word(node, noun) else { return nil }
        guard let prefix = decoder.prefix(word, at: node) else { return nil }
        guard family == nil || prefix.family == family else {
          decoder.refuse(
            node, .wrongFamily, "expected \(noun), found \(prefix)",
            help: decoder.key.map { decoder.tree.string(of: $0) } == "cidr"
              ? "write it as `ipv6_cidr`" : nil)
          return nil
        }
        return prefix
      })
  }
}

extension ValueType where Value == IPAddress {
  /// An address of one family, or of either.
  package static func address(_ family: AddressFamily? = nil) -> ValueType {
    let noun = family.map { $0 == .ipv4 ? "an IPv4 address" : "an IPv6 address" } ?? "an IP address"
    return ValueType(
      noun: noun, schema: { CIDRSchema.address(family) }, render: { .string($0.description) },
      decode: { node, decoder in
        let isTruth = decoder.isTruthValue(node)
        let text = isTruth ? decoder.tree.string(of: node) : decoder.word(node, noun)
        guard let word = text else { return nil }
        guard let address = IPAddress(word) else {
          let isPrefix = Prefix.split(word) != nil
          let key = decoder.key.map { decoder.tree.string(of: $0) } ?? ""
          let example =
            family == .ipv6 || key.hasPrefix("ipv6")
            ? "2001:db8::10" : key.hasPrefix("public") ? "203.0.113.10" : "10.0.1.10"
          decoder.refuse(
            node, .invalidAddress, "`\(Excerpt.shortened(word))` is no IP address",
            help: isPrefix
              ? "leave out the length" : "write the address itself, such as \(example)")
          return nil
        }
        guard family == nil || address.family == family else {
          decoder.refuse(node, .wrongFamily, "expected \(noun), found \(address)")
          return nil
        }
        return address
      })
  }
}

extension DocumentDecoder {
  /// Parses a CIDR without host bits; says what is wrong with any other.
  mutating func prefix(_ word: String, at node: NodeID) -> Prefix? {
    if let prefix = Prefix(word) { return prefix }
    if let (address, length) = Prefix.split(word) {
      let canonical = Prefix(address, length: length)
      refuse(
        node, .hostBits, "`\(word)` has bits set outside its /\(length)",
        help: "write \(canonical) for the network, or \(Prefix(host: address)) for the one address")
      return nil
    }
    refuse(
      node, .invalidCIDR, "`\(Excerpt.shortened(word))` is no CIDR",
      help: CIDRRepair.help(word) ?? "write an address and a length, such as 10.0.1.0/24")
    return nil
  }
}
