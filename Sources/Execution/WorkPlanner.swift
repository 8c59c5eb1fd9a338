import DataPlane
import Glibc
import HostState
import IPAddressing
import NFTables
import Netlink
import Observation
import Planning
import RunDirectory

/// Translates operations into work, in stages: all of a stage is done before the next one begins.
struct WorkPlanner {
  let topology: String
  let connections: NamespaceConnections
  let dataPlane: DataPlane
  /// The host as it is before the batch.
  let model: [HostObjectID: HostObject]
  /// Links as they are before the batch or will be after it.
  let links: [NamespaceName: LinkTable]

  init(
    topology: String, connections: NamespaceConnections, dataPlane: DataPlane,
    model: [HostObjectID: HostObject], batch: some Sequence<Operation>
  ) {
    self.topology = topology
    self.connections = connections
    self.dataPlane = dataPlane
    self.model = model
    var links: [NamespaceName: LinkTable] = [:]
    func add(_ id: HostObjectID, _ object: HostObject?) {
      guard case .link(let name) = id.kind, case .link(let state)? = object else { return }
      links[id.namespace, default: LinkTable()].insert(name, index: state.index)
    }
    for (id, object) in model { add(id, object) }
    for operation in batch {
      for change in operation.changes { add(change.object, change.after) }
    }
    self.links = links
  }

  /// What the `index`th operation of the batch takes, a list a stage.
  func work(for operation: Operation, at index: Int) -> [[NamespaceWork]] {
    let change = operation.changes[0]
    let id = change.object
    func work(_ step: NamespaceWork.Step, in namespace: NamespaceName? = nil) -> NamespaceWork {
      NamespaceWork(operation: index, namespace: namespace ?? id.namespace, step: step)
    }
    switch id.kind {
    case .namespace: return [[work(namespaceStep(operation))]]
    case .sysctl(let path):
      guard case .sysctl(let value)? = change.after else { return [] }
      return [
        [
          work(
            .inside {
              Self.failure {
                var sysctl = Sysctl()
                try sysctl.write(value, to: path)
              }
            })
        ]
      ]
    case .link: return linkWork(operation, at: index)
    case .address, .neighbor, .route, .foreignRoute, .rule, .absentDefaultRule:
      return [[work(requestStep(change))]]
    case .nftablesTable(let name): return [[work(tableStep(name, change.after))]]
    case .dataPlane: return [[work(dataPlaneStep(id.namespace, change.after))]]
    case .process: return []
    }
  }

  func table(_ namespace: NamespaceName) -> LinkTable { links[namespace] ?? LinkTable() }

  private func namespaceStep(_ operation: Operation) -> NamespaceWork.Step {
    let change = operation.changes[0]
    let name = change.object.namespace
    let connections = self.connections
    guard case .namespace(let resource)? = change.after else {
      return .outside {
        connections.close(name)
        return Self.failure { try NamespaceDirectory.remove(name.rawValue) }
      }
    }
    let alias = "\(topology)/\(resource)"
    if change.before != nil {
      return .requests([ChangeLink(.loopback, alias: alias)], tolerating: [])
    }
    var sysctls: [String: String] = [:]
    for change in operation.changes {
      if case .sysctl(let path) = change.object.kind, case .sysctl(let value)? = change.after {
        sysctls[path] = value
      }
    }
    let dataPlane = self.dataPlane
    return .outside { [sysctls] in
      Self.failure {
        // What is pinned for an earlier namespace of the name is attached to links that are gone.
        if dataPlane.fileSystem.isMounted { try dataPlane.remove(from: name) }
        let connection = try NamespaceConnection.create(
          name.rawValue, sysctls: sysctls, alias: alias)
        connections.adopt(connection, as: name)
      }
    }
  }

  private func tableStep(_ name: String, _ object: HostObject?) -> NamespaceWork.Step {
    guard let key = TableKey(name) else {
      return .outside { "`\(name)` is no table's name" }
    }
    var transaction = NFTablesTransaction()
    if case .nftablesTable(let text)? = object {
      transaction.put(key, text: text)
    } else {
      transaction.remove(key)
    }
    return .inside { [transaction] in Self.failure { try transaction.apply() } }
  }

  private func dataPlaneStep(
    _ namespace: NamespaceName, _ object: HostObject?
  ) -> NamespaceWork.Step {
    let dataPlane = self.dataPlane
    guard case .dataPlane(let state)? = object else {
      return .outside { Self.failure { try dataPlane.remove(from: namespace) } }
    }
    return .inside { Self.failure { try dataPlane.apply(state, in: namespace) } }
  }

  static func failure(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "\(error)"
    }
  }
}
