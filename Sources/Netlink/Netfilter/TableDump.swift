import CLinux

/// The tables of nftables, of every family, without their content.
package struct TableDump: NetlinkDump {
  package init() {}

  package var channel: NetlinkChannel { .netfilter }
  package var messageType: Int { Self.type(NFT_MSG_GETTABLE) }

  package func encode(into message: inout MessageBuffer) { message.append(nfgenmsg()) }

  package func decode(_ message: Message) -> ListedTable? {
    guard message.type == Self.type(NFT_MSG_NEWTABLE),
      let header = message.familyHeader(nfgenmsg.self)
    else { return nil }
    let attributes = message.attributes(after: nfgenmsg.self)
    guard let name = attributes[Int(NFTA_TABLE_NAME.rawValue)]?.string else { return nil }
    let owner = attributes[Int(NFTA_TABLE_OWNER.rawValue)]?.number(UInt32.self)
    return ListedTable(
      family: Self.family(header.nfgen_family), name: name,
      owner: owner.map(UInt32.init(bigEndian:)))
  }

  /// As nft(8) writes a family (NFPROTO_* of linux/netfilter.h).
  static func family(_ number: UInt8) -> String {
    [1: "inet", 2: "ip", 3: "arp", 5: "netdev", 7: "bridge", 10: "ip6"][number] ?? "\(number)"
  }

  static func type(_ message: nf_tables_msg_types) -> Int {
    Int(NFNL_SUBSYS_NFTABLES) << 8 | Int(message.rawValue)
  }

  package var description: String { "nftables table list" }
}
