import HostState

/// Which observed links must go before anything is made.
enum ReplacedLinks {
  /// The links that cannot be changed into what is desired in place, and those in their way; each
  /// with the reason, which both ends of a pair share.
  static func find(
    observed: [HostObjectID: HostObject], desired: [HostObjectID: HostObject]
  ) -> [HostObjectID: String] {
    if observed.isEmpty { return [:] }
    var reasons: [HostObjectID: String] = [:]
    var pending: [HostObjectID] = []
    func add(_ id: HostObjectID, _ reason: String) {
      guard observed[id] != nil, reasons[id] == nil else { return }
      reasons[id] = reason
      pending.append(id)
    }
    let desiredIndexes = indexes(of: desired)
    for (id, object) in observed {
      guard case .link(let old) = object else { continue }
      if observed[HostObjectID(id.namespace, .namespace)] == .namespace(resource: ""),
        desired[HostObjectID(id.namespace, .namespace)] != nil
      {
        add(id, "the namespace was left unfinished")
      } else if case .link(let new)? = desired[id] {
        if old.kind != new.kind {
          add(id, "\(old.kind.label) -> \(new.kind.label)")
        } else if old.index != new.index {
          add(id, "index \(old.index) -> \(new.index)")
        }
      } else if let taker = desiredIndexes[Slot(id.namespace, old.index)] {
        add(id, "link \(taker) takes its index")
      }
    }
    // Both ends of a pair live and die together, as observed and as desired.
    while let id = pending.popLast() {
      for objects in [observed, desired] {
        if let peer = peer(of: id, in: objects) { add(peer, reasons[id] ?? "") }
      }
    }
    return reasons
  }

  /// The other end of a veth pair, if it is there and names this one back.
  static func peer(of id: HostObjectID, in objects: [HostObjectID: HostObject]) -> HostObjectID? {
    guard case .link(let name) = id.kind, case .link(let state)? = objects[id],
      case .veth(let peerNamespace, let peerName) = state.kind
    else { return nil }
    let peer = HostObjectID(peerNamespace, .link(peerName))
    guard case .link(let other)? = objects[peer],
      other.kind == .veth(peerNamespace: id.namespace, peer: name)
    else { return nil }
    return peer
  }

  private struct Slot: Hashable {
    var namespace: NamespaceName
    var index: Int32

    init(_ namespace: NamespaceName, _ index: Int32) {
      self.namespace = namespace
      self.index = index
    }
  }

  private static func indexes(of objects: [HostObjectID: HostObject]) -> [Slot: LinkName] {
    var links: [Slot: LinkName] = [:]
    for (id, object) in objects {
      guard case .link(let name) = id.kind, case .link(let state) = object else { continue }
      links[Slot(id.namespace, state.index)] = name
    }
    return links
  }
}
