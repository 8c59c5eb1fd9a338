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
  /// What new namespaces are named with.
  let anchor: NamespaceAnchor?
  /// While undoing, what should be made may be there.
  let isUndoing: Bool
  /// Links as they are before the batch or will be after it.
  let links: [NamespaceName: LinkTable]
  /// The ports that the run will put source checks at.
  let checkedPorts: CheckedPorts

  /// - Parameter links: Those of the model.
  init(
    topology: String, connections: NamespaceConnections, dataPlane: DataPlane,
    model: [HostObjectID: HostObject], links: [NamespaceName: LinkTable],
    checkedPorts: CheckedPorts, anchor: NamespaceAnchor?, batch: some Sequence<Operation>,
    isUndoing: Bool
  ) {
    self.topology = topology
    self.connections = connections
    self.dataPlane = dataPlane
    self.model = model
    self.checkedPorts = checkedPorts
    self.anchor = anchor
    self.isUndoing = isUndoing
    var links = links
    for operation in batch {
      for change in operation.changes {
        guard case .link(let name) = change.object.kind, case .link(let state)? = change.after
        else { continue }
        links[change.object.namespace, default: LinkTable()].insert(name, index: state.index)
      }
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
            .inside { [connections] in
              Self.failure {
                var sysctl = connections.sysctl()
                try sysctl.write(value, to: path)
              }
            })
        ]
      ]
    case .link: return linkWork(operation, at: index)
    case .address, .neighbor, .route, .foreignRoute, .rule, .absentDefaultRule:
      return [[work(requestStep(change))]]
    case .foreign(let item): return [[work(removalStep(item, change))]]
    case .nftablesTable(let name): return [[work(tableStep(name, change))]]
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
      return .anywhere {
        connections.close(name.rawValue)
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
    guard let anchor else { return .anywhere { "there is nothing to name it with" } }
    return .anywhere { [sysctls] in
      Self.failure {
        // What is pinned for an earlier namespace of the name is attached to links that are gone.
        if dataPlane.fileSystem.isMounted { try dataPlane.remove(from: name) }
        var sysctl = connections.sysctl()
        let connection = try NamespaceConnection.entering(
          new: name.rawValue, anchor, sysctls: sysctls, through: &sysctl, alias: alias)
        connections.adopt(connection, as: name.rawValue)
      }
    }
  }

  private func removalStep(_ item: ForeignItem, _ change: Change) -> NamespaceWork.Step {
    guard change.after == nil else { return .anywhere { "\(item) cannot be made" } }
    if let kind = item.deletion {
      let request = DeleteObject(kind, message: item.selector, summary: item.summary)
      return .requests([request], tolerating: Self.alreadyGone)
    }
    let dataPlane = self.dataPlane
    return .inside {
      Self.failure {
        switch item.kind {
        case .program: try dataPlane.detachForeign(selectedBy: item.selector)
        case .legacyTable: try item.legacyTable?.reset()
        default: try IPsecPolicies.remove()
        }
      }
    }
  }

  private func tableStep(_ name: String, _ change: Change) -> NamespaceWork.Step {
    guard let key = TableKey(name) else {
      return .anywhere { "`\(name)` is no table's name" }
    }
    var transaction = NFTablesTransaction()
    if case .nftablesTable(let text)? = change.after {
      transaction.put(key, text: text, isNew: change.before == nil && !isUndoing)
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
      return .anywhere { Self.failure { try dataPlane.remove(from: namespace) } }
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
