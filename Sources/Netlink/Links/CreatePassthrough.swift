import CLinux

/// Makes a link in another namespace that gets all that a link of this one receives: a macvlan in
/// passthru mode.
///
/// It is down, and has the lower link's Ethernet address.
package struct CreatePassthrough: NetlinkRequest {
  package var settings: LinkSettings
  package var lower: LinkReference
  package var namespace: NamespaceHandle

  package init(_ settings: LinkSettings, over lower: LinkReference, in namespace: NamespaceHandle) {
    self.settings = settings
    self.lower = lower
    self.namespace = namespace
  }

  package var messageType: Int { Int(RTM_NEWLINK) }
  package var flags: Int { Edit.add.flags }

  package func encode(into message: inout MessageBuffer) {
    settings.encode(into: &message)
    message.attribute(Int(IFLA_LINK), lower.index)
    message.attribute(Int(IFLA_NET_NS_FD), UInt32(namespace.descriptor))
    message.nested(Int(IFLA_LINKINFO)) { information in
      information.attribute(Int(IFLA_INFO_KIND), string: "macvlan")
      information.nested(Int(IFLA_INFO_DATA)) { data in
        data.attribute(Int(IFLA_MACVLAN_MODE), UInt32(MACVLAN_MODE_PASSTHRU.rawValue))
        // With the lower link's own address nothing is lost without promiscuity, and what is for
        // others in its network does not come in.
        data.attribute(Int(IFLA_MACVLAN_FLAGS), UInt16(MACVLAN_FLAG_NOPROMISC))
      }
    }
  }

  package var description: String {
    "link add \(settings) link \(lower) netns \(namespace.name) type macvlan mode passthru nopromisc"
  }
}
