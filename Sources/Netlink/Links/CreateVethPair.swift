import CLinux

/// Makes a veth pair, each end in its own namespace from the start: no move, no rename.
///
/// Both are down. The request goes to the near end's namespace.
package struct CreateVethPair: NetlinkRequest {
  package var near: LinkSettings
  package var far: LinkSettings
  /// Nil if both ends lie in the near one's namespace.
  package var farNamespace: NamespaceHandle?

  package init(near: LinkSettings, far: LinkSettings, farNamespace: NamespaceHandle? = nil) {
    self.near = near
    self.far = far
    self.farNamespace = farNamespace
  }

  package var messageType: Int { Int(RTM_NEWLINK) }
  package var flags: Int { Edit.add.flags }

  package func encode(into message: inout MessageBuffer) {
    near.encode(into: &message)
    Self.encodeQueues(into: &message)
    message.nested(Int(IFLA_LINKINFO)) { information in
      information.attribute(Int(IFLA_INFO_KIND), string: "veth")
      information.nested(Int(IFLA_INFO_DATA)) { data in
        data.nested(Int(VETH_INFO_PEER)) { peer in
          far.encode(into: &peer)
          Self.encodeQueues(into: &peer)
          if let farNamespace {
            peer.attribute(Int(IFLA_NET_NS_FD), UInt32(farNamespace.descriptor))
          }
        }
      }
    }
  }

  /// A queue a CPU, the default, makes the kernel wait for a grace period to take them away again.
  private static func encodeQueues(into message: inout MessageBuffer) {
    message.attribute(Int(IFLA_NUM_TX_QUEUES), UInt32(1))
    message.attribute(Int(IFLA_NUM_RX_QUEUES), UInt32(1))
  }

  package var description: String {
    let place = farNamespace.map { " netns \($0.name)" } ?? ""
    return "link add \(near) type veth peer \(far)\(place)"
  }
}
