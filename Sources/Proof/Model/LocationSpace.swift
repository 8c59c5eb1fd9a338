import Topology

/// Dense numbers for every place where one table decides.
struct LocationSpace: Sendable {
  let endpoints: Int32
  let instances: Int32
  let natGateways: Int32
  let gateways: Int32
  let entries: Int32
  let peerings: Int32
  let hubs: Int32
  let count: Int32
  let zones: Int32

  /// By location: the table that decides; route tables, then transit gateways', then local ones, then
  /// those of `own`.
  let table: [Int32]
  /// Subnets that have a table of their own.
  let own: OwnSubnets
  /// The table of the first of them.
  let ownTables: Int32
  /// By location: the zone that holds the packet, -1 without one.
  let zone: [Int32]
  /// By location: -1 on a hub.
  let vpc: [Int32]
  /// By attachment: its first entry, counted from `entries`; one more than there are attachments.
  let entryOffset: [Int32]
  /// By attachment and zone: the entry there, -1 without one.
  let entryInZone: [Int32]
  /// By entry: its attachment.
  let attachmentOfEntry: [Int32]
  /// By VPC: its attachments, one a transit gateway; `attachmentOffset` has where they begin.
  let attachmentOffset: [Int32]
  let attachments: [(hub: Int32, attachment: Int32)]

  /// By attachment.
  let ownerOfAttachment: [(vpc: Int32, hub: Int32)]

  /// Doors to the outside.
  enum Gateway: Int32 { case `internet`, egressOnly, virtualPrivate }

  /// The table that decides at a location for what is not of its VPC: a subnet's own says the same of it
  /// as the one that it is associated with.
  func externalTable(at location: Int32) -> Int32 {
    let table = table[Int(location)]
    return table < ownTables ? table : own.routeTables[Int(table - ownTables)]
  }

  func host(_ subnet: Int32) -> Int32 { subnet }
  func endpoint(_ index: Int32) -> Int32 { endpoints + index }
  func instance(_ index: Int32) -> Int32 { instances + index }
  func natGateway(_ index: Int32) -> Int32 { natGateways + index }
  func gateway(_ vpc: Int32, _ gateway: Gateway) -> Int32 { gateways + vpc * 3 + gateway.rawValue }
  func peering(_ index: Int32, side: Int32) -> Int32 { peerings + index * 2 + side }
  func hub(_ attachment: Int32, zone: Int32) -> Int32 { hubs + attachment * zones + zone }

  func isHub(_ location: Int32) -> Bool { location >= hubs }
  func isEndpoint(_ location: Int32) -> Bool { location >= endpoints && location < instances }
  /// Endpoints and instances: what must see both directions of a flow.
  func isPoint(_ location: Int32) -> Bool { location >= endpoints && location < natGateways }
  func isInternetGateway(_ location: Int32) -> Bool {
    location >= gateways && location < entries && (location - gateways) % 3 == 0
  }

  /// A VPC's attachment to a transit gateway, -1 without one.
  func attachment(of vpc: Int32, to hub: Int32) -> Int32 {
    for index in attachmentOffset[Int(vpc)]..<attachmentOffset[Int(vpc) + 1]
    where attachments[Int(index)].hub == hub {
      return attachments[Int(index)].attachment
    }
    return -1
  }
}

extension LocationSpace {
  /// Where packets enter a VPC from an attachment: a place a subnet.
  func entries(of attachment: Int32) -> Range<Int32> {
    entries + entryOffset[Int(attachment)]..<entries + entryOffset[Int(attachment) + 1]
  }
}
