import DataPlane
import HostState
import Netlink
import Planning

extension WorkPlanner {
  /// A namespace that loses more links than this loses them as a group.
  private static let fewLinks = 3

  /// The work of operations that delete links, a veth pair each or a single link.
  ///
  /// Every deletion on its own waits for grace periods, a group's wait for one: links of a namespace
  /// get a group of their own first. Either end of a pair deletes it, so that the end in the
  /// namespace with most of them is taken.
  func deletion(of operations: ArraySlice<Operation>) -> [[[NamespaceWork]]] {
    let ends = operations.map { $0.changes.map(\.object) }
    let counts = Dictionary(ends.joined().map { ($0.namespace, 1) }, uniquingKeysWith: +)
    let chosen = operations.map { operation in
      // The first of equals, so that the choice is the same every time.
      operation.changes.reversed().max {
        counts[$0.object.namespace, default: 0] < counts[$1.object.namespace, default: 0]
      } ?? operation.changes[0]
    }
    let groups = Dictionary(grouping: chosen.indices) { chosen[$0].object.namespace }
    let numbers = unusedGroups(in: Set(groups.keys))
    var stages: [[[NamespaceWork]]] = chosen.indices.map { index in
      let namespace = chosen[index].object.namespace
      guard case .link(let name) = chosen[index].object.kind,
        case .link(let state)? = chosen[index].before, let members = groups[namespace]
      else {
        let step = NamespaceWork.Step.anywhere { "it is not known which link that was" }
        return [[NamespaceWork(operation: index, namespace: namespace, step: step)]]
      }
      let reference = LinkReference(index: state.index, name: name.rawValue)
      func work(_ request: any NetlinkRequest) -> [NamespaceWork] {
        [
          NamespaceWork(
            operation: index, namespace: namespace,
            step: .requests([request], tolerating: Self.alreadyGone))
        ]
      }
      guard members.count > Self.fewLinks else { return [work(DeleteLink(reference))] }
      let group = numbers[namespace] ?? .max
      let mark = work(ChangeLink(reference, group: group))
      return index == members.last ? [mark, work(DeleteLinkGroup(group))] : [mark]
    }
    guard !stages.isEmpty else { return stages }
    // After all groups, which go second.
    if stages[0].count == 1 { stages[0].append([]) }
    stages[0].append(forgettingPorts(of: Set(counts.keys)))
    return stages
  }

  /// A port's entry in a source check's map outlives the port's last packet, not the port.
  private func forgettingPorts(of namespaces: Set<NamespaceName>) -> [NamespaceWork] {
    let dataPlane = self.dataPlane
    return namespaces.sorted().compactMap { namespace in
      guard case .dataPlane(.sourceCheck)? = model[HostObjectID(namespace, .dataPlane)] else {
        return nil
      }
      let step = NamespaceWork.Step.inside {
        Self.failure { try dataPlane.forgetGonePorts(of: namespace) }
      }
      return NamespaceWork(operation: 0, namespace: namespace, step: step)
    }
  }

  /// For each namespace a group that none of its links is in, as far as they were observed.
  private func unusedGroups(in namespaces: Set<NamespaceName>) -> [NamespaceName: UInt32] {
    var used: [NamespaceName: Set<UInt32>] = [:]
    for (id, object) in model where namespaces.contains(id.namespace) {
      if case .link(let state) = object { used[id.namespace, default: []].insert(state.group) }
    }
    return used.mapValues { used in
      var group: UInt32 = .max
      while used.contains(group) { group -= 1 }
      return group
    }
  }
}
