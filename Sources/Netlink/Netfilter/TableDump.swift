import CLinux

/// The tables of nftables, of every family, without their content.
package struct TableDump: NetlinkDump {
  package init() {}

  package var channel: NetlinkChannel { .netfilter }
  package var messageType: Int { Self.type(NFT_MSG_GETTABLE) }

  package func encode(into message: inout MessageBuffer) { message.append(nfgenmsg()) }

  /// The table's name.
  package func decode(_ message: Message) -> String? {
    guard message.type == Self.type(NFT_MSG_NEWTABLE) else { return nil }
    return message.attributes(after: nfgenmsg.self)[Int(NFTA_TABLE_NAME.rawValue)]?.string
  }

  private static func type(_ message: nf_tables_msg_types) -> Int {
    Int(NFNL_SUBSYS_NFTABLES) << 8 | Int(message.rawValue)
  }

  package var description: String { "nftables table list" }
}
