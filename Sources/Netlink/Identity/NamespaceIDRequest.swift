import CLinux

/// Asks which number a namespace has in the one that is asked (`ip netns list-id`).
struct NamespaceIDRequest: NetlinkRequest {
  let namespace: NamespaceHandle

  var messageType: Int { Int(RTM_GETNSID) }
  var description: String { "netns id of \(namespace.name)" }

  func encode(into message: inout MessageBuffer) {
    message.append(rtgenmsg())
    message.attribute(Int(NETNSA_FD), UInt32(namespace.descriptor))
  }

  static func decode(_ message: Message) -> Int32? {
    guard message.type == Int(RTM_NEWNSID) else { return nil }
    let id: Int32? = message.attributes(after: rtgenmsg.self)[Int(NETNSA_NSID)]?.number()
    return id == NETNSA_NSID_NOT_ASSIGNED ? nil : id
  }
}

extension NamespaceConnection {
  /// The numbers by which this namespace knows others, in their order; nil for one that it has no
  /// number for, so that no link of this namespace leads there.
  package func identifiers(
    of namespaces: [NamespaceHandle]
  ) throws(NetlinkError) -> [Int32?] {
    var identifiers = [Int32?](repeating: nil, count: namespaces.count)
    let outcomes = transact(namespaces.map(NamespaceIDRequest.init), channel: .route) {
      identifiers[$0] = NamespaceIDRequest.decode($1)
    }
    for case .failure(let error) in outcomes { throw error }
    return identifiers
  }
}
