import Glibc
import HostState
import IPAddressing
import Netlink
import Observation
import Planning

extension WorkPlanner {
  /// A new link is made in the first stage, and set up in the second, when its bridge and the other
  /// end's namespace's links are there.
  func linkWork(_ operation: Operation, at index: Int) -> [[NamespaceWork]] {
    let change = operation.changes[0]
    let namespace = change.object.namespace
    guard case .link(let name) = change.object.kind else { return [] }
    func work(_ step: NamespaceWork.Step, in namespace: NamespaceName) -> NamespaceWork {
      NamespaceWork(operation: index, namespace: namespace, step: step)
    }
    switch (change.before, change.after) {
    case (nil, .link(let state)?):
      let settings = operation.changes.map { change in
        work(configurationStep(change), in: change.object.namespace)
      }
      return [[work(creationStep(name, state, operation.changes), in: namespace)], settings]
    case (.link(let old)?, .link(let new)?):
      guard let requests = new.change(from: old, name: name, links: table(namespace)) else {
        return [[work(.anywhere { "its bridge is not there" }, in: namespace)]]
      }
      let written = new.sysctls(from: old, name: name).sorted { $0.key < $1.key }
      guard !written.isEmpty else {
        return [[work(.requests(requests, tolerating: []), in: namespace)]]
      }
      let writing = NamespaceWork.Step.inside { [connections] in
        Self.failure {
          var sysctl = connections.sysctl()
          for (path, value) in written { try sysctl.write(value, to: path) }
        }
      }
      return [
        [work(.requests(requests, tolerating: []), in: namespace), work(writing, in: namespace)]
      ]
    case (.link(let state)?, nil):
      let reference = LinkReference(index: state.index, name: name.rawValue)
      return [
        [work(.requests([DeleteLink(reference)], tolerating: Self.alreadyGone), in: namespace)]
      ]
    default: return []
    }
  }

  private func configurationStep(_ change: Change) -> NamespaceWork.Step {
    guard case .link(let name) = change.object.kind, case .link(let state)? = change.after,
      let requests = state.configuration(name: name, links: table(change.object.namespace))
    else { return .anywhere { "its bridge is not there" } }
    if state.kind == .bridge {
      return .requests(pinnedMTU(name, state) + requests, tolerating: [])
    }
    // While the link is down: two hundred that are up take as many grace periods.
    let classifier =
      checkedPorts.contains(state.index, in: change.object.namespace)
      ? [CreateClassifier(filter: IngressFilter(linkIndex: state.index))] : []
    return .requests(classifier + requests, tolerating: [])
  }

  /// A bridge follows its smallest port until its MTU has been changed once
  /// (`br_mtu_auto_adjust`, net/bridge/br_if.c).
  private func pinnedMTU(_ name: LinkName, _ state: LinkState) -> [any NetlinkRequest] {
    let reference = LinkReference(index: state.index, name: name.rawValue)
    return [
      ChangeLink(reference, mtu: state.mtu - 1), ChangeLink(reference, mtu: state.mtu),
    ]
  }

  private func creationStep(
    _ name: LinkName, _ state: LinkState, _ changes: [Change]
  ) -> NamespaceWork.Step {
    let near = state.settings(name: name)
    switch state.kind {
    case .bridge: return .requests([CreateBridge(near)], tolerating: [])
    case .hostInterface(let interface):
      let namespace = changes[0].object.namespace
      let taken = HostInterface(name: interface, connections: connections, isUndoing: isUndoing)
      return .anywhere { Self.failure { try taken.take(as: near, in: namespace) } }
    case .foreign: return .anywhere { "a foreign link cannot be made" }
    case .veth(let farNamespace, _):
      guard changes.count == 2, case .link(let farName) = changes[1].object.kind,
        case .link(let farState)? = changes[1].after
      else { return .anywhere { "the other end of the pair is not in the operation" } }
      let far = farState.settings(name: farName)
      let namespace = changes[0].object.namespace
      guard farNamespace != namespace else {
        return .requests([CreateVethPair(near: near, far: far)], tolerating: [])
      }
      do {
        let handle = try connections.handle(of: farNamespace.rawValue)
        let request = CreateVethPair(near: near, far: far, farNamespace: handle)
        return .requests([request], tolerating: [])
      } catch {
        return .anywhere { "\(error)" }
      }
    }
  }
}
