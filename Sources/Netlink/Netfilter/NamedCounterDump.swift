import CLinux

/// The counters that tables of nftables have by name, of every family.
package struct NamedCounterDump: NetlinkDump {
  package init() {}

  package var channel: NetlinkChannel { .netfilter }
  package var messageType: Int { TableDump.type(NFT_MSG_GETOBJ) }

  package func encode(into message: inout MessageBuffer) {
    message.append(nfgenmsg())
    message.attribute(
      Int(NFTA_OBJ_TYPE.rawValue), UInt32(NFT_OBJECT_COUNTER).bigEndian)
  }

  package func decode(_ message: Message) -> NamedCounter? {
    guard message.type == TableDump.type(NFT_MSG_NEWOBJ),
      let header = message.familyHeader(nfgenmsg.self)
    else { return nil }
    let attributes = message.attributes(after: nfgenmsg.self)
    guard let table = attributes[Int(NFTA_OBJ_TABLE.rawValue)]?.string,
      let name = attributes[Int(NFTA_OBJ_NAME.rawValue)]?.string,
      let data = attributes[Int(NFTA_OBJ_DATA.rawValue)]?.nested,
      let packets = CountingRuleDump.packets(data)
    else { return nil }
    return NamedCounter(
      table: ListedTable(family: TableDump.family(header.nfgen_family), name: table), name: name,
      packets: packets)
  }

  package var description: String { "nftables counter list" }
}
