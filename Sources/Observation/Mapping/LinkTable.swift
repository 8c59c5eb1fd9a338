package import HostState
package import Netlink

/// The links of one namespace by name and by index.
package struct LinkTable: Hashable, Sendable {
  private var indexes: [LinkName: Int32] = [.loopback: LinkReference.loopback.index]
  private var names: [Int32: LinkName] = [LinkReference.loopback.index: .loopback]

  package init() {}

  /// The links of a state, and `lo`.
  package init(_ links: [LinkName: LinkState]) {
    for (name, link) in links { insert(name, index: link.index) }
  }

  package mutating func insert(_ name: LinkName, index: Int32) {
    indexes[name] = index
    names[index] = name
  }

  package mutating func remove(_ name: LinkName) {
    if let index = indexes.removeValue(forKey: name) { names[index] = nil }
  }

  package func reference(_ name: LinkName) -> LinkReference? {
    indexes[name].map { LinkReference(index: $0, name: name.rawValue) }
  }

  /// The link's name; one that appeared since the links were listed is called after its index.
  package func name(_ index: Int32) -> LinkName {
    names[index] ?? LinkName(rawValue: "if\(index)")
  }
}
