import CLinux

/// All next hops that are objects of their own (`ip nexthop`).
package struct NexthopDump: NetlinkDump {
  package init() {}

  package var messageType: Int { Int(RTM_GETNEXTHOP) }

  package func encode(into message: inout MessageBuffer) { message.append(nhmsg()) }

  package func decode(_ message: Message) -> ListedObject? {
    guard message.type == Int(RTM_NEWNEXTHOP), let header = message.familyHeader(nhmsg.self)
    else { return nil }
    let attributes = message.attributes(after: nhmsg.self)
    guard let id: UInt32 = attributes[Int(NHA_ID)]?.number() else { return nil }
    var words = ["id \(id)"]
    if attributes[Int(NHA_GROUP)] != nil { words.append("group") }
    if let gateway = attributes[Int(NHA_GATEWAY)]?.address { words.append("via \(gateway)") }
    if attributes[Int(NHA_BLACKHOLE)] != nil { words.append("blackhole") }
    // With anything but its id a deletion is refused.
    var deletion = MessageBuffer()
    var family = nhmsg()
    family.nh_family = header.nh_family
    deletion.append(family)
    deletion.attribute(Int(NHA_ID), id)
    return ListedObject(
      kind: .nexthop, linkIndex: attributes[Int(NHA_OIF)]?.number(),
      summary: words.joined(separator: " "), message: deletion.bytes)
  }

  package var description: String { "nexthop list" }
}
