import CLinux

/// The rules of nftables that count packets, of every family and in their order.
package struct CountingRuleDump: NetlinkDump {
  package init() {}

  package var channel: NetlinkChannel { .netfilter }
  package var messageType: Int { TableDump.type(NFT_MSG_GETRULE) }

  package func encode(into message: inout MessageBuffer) { message.append(nfgenmsg()) }

  package func decode(_ message: Message) -> CountingRule? {
    guard message.type == TableDump.type(NFT_MSG_NEWRULE),
      let header = message.familyHeader(nfgenmsg.self)
    else { return nil }
    let attributes = message.attributes(after: nfgenmsg.self)
    guard let table = attributes[Int(NFTA_RULE_TABLE.rawValue)]?.string,
      let chain = attributes[Int(NFTA_RULE_CHAIN.rawValue)]?.string,
      let expressions = attributes[Int(NFTA_RULE_EXPRESSIONS.rawValue)]?.nested
    else { return nil }
    var counter: CountingRule.Counter?
    var refuses = false
    for element in expressions {
      guard let name = element.nested[Int(NFTA_EXPR_NAME.rawValue)]?.string else { continue }
      let data = element.nested[Int(NFTA_EXPR_DATA.rawValue)]?.nested
      switch name {
      case "counter":
        counter = data.flatMap(Self.packets).map(CountingRule.Counter.own) ?? counter
      case "objref": counter = data.flatMap(Self.reference) ?? counter
      case "immediate": refuses = counter != nil && data.map(Self.isDrop) == true
      case "reject": refuses = counter != nil
      case "log": break
      // What it counted before, some of it goes on.
      default: counter = nil
      }
    }
    guard let counter else { return nil }
    return CountingRule(
      table: ListedTable(family: TableDump.family(header.nfgen_family), name: table), chain: chain,
      comment: attributes[Int(NFTA_RULE_USERDATA.rawValue)].flatMap { Self.comment($0.payload) },
      counter: counter, refuses: refuses)
  }

  /// Of a counter's attributes; they are in network order.
  static func packets(_ data: AttributeSequence) -> UInt64? {
    data[Int(NFTA_COUNTER_PACKETS.rawValue)]?.number(UInt64.self).map(UInt64.init(bigEndian:))
  }

  private static func reference(_ data: AttributeSequence) -> CountingRule.Counter? {
    let type = data[Int(NFTA_OBJREF_IMM_TYPE.rawValue)]?.number(UInt32.self)
    guard type == UInt32(NFT_OBJECT_COUNTER).bigEndian else { return nil }
    return data[Int(NFTA_OBJREF_IMM_NAME.rawValue)].map { .named($0.string) }
  }

  private static func isDrop(_ data: AttributeSequence) -> Bool {
    let verdict = data[Int(NFTA_IMMEDIATE_DATA.rawValue)]?
      .nested[Int(NFTA_DATA_VERDICT.rawValue)]?
      .nested[Int(NFTA_VERDICT_CODE.rawValue)]?.number(Int32.self)
    return verdict == 0  // NF_DROP of linux/netfilter.h
  }

  /// libnftnl's type, length and value of a rule's user data, of which the first type is the comment.
  private static func comment(_ data: UnsafeRawBufferPointer) -> String? {
    var rest = data[...]
    while rest.count >= 2 {
      let (type, length) = (rest[rest.startIndex], Int(rest[rest.startIndex + 1]))
      let value = rest.dropFirst(2).prefix(length)
      if type == 0 { return String(decoding: value.prefix { $0 != 0 }, as: UTF8.self) }
      rest = rest.dropFirst(2 + length)
    }
    return nil
  }

  package var description: String { "nftables rule list" }
}
