import HostState
import Planning

/// The ports of bridges that a run puts source checks at.
struct CheckedPorts {
  private var indexes: [NamespaceName: Set<Int32>] = [:]

  init(of operations: [Operation]) {
    for change in operations.lazy.flatMap(\.changes) {
      guard case .dataPlane(.sourceCheck(let state))? = change.after else { continue }
      indexes[change.object.namespace, default: []].formUnion(state.ports.map(\.linkIndex))
    }
  }

  func contains(_ index: Int32, in namespace: NamespaceName) -> Bool {
    indexes[namespace]?.contains(index) ?? false
  }
}
