package import HostState

/// Which process of a topology: its namespace and its name there.
package struct ProcessName: Hashable, Sendable, Comparable, Codable {
  package var namespace: NamespaceName
  package var name: String

  package init(namespace: NamespaceName, name: String) {
    self.namespace = namespace
    self.name = name
  }

  /// Whether both parts can be one component of a path: neither hidden nor above the directory.
  package var isValid: Bool {
    Self.isComponent(namespace.rawValue) && Self.isComponent(name)
  }

  /// Whether the text can name a file in a directory of ours; a leading dot is kept for files that
  /// are being written.
  package static func isComponent(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 200 && !text.hasPrefix(".")
      && !text.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
  }

  package static func < (left: ProcessName, right: ProcessName) -> Bool {
    (left.namespace, left.name) < (right.namespace, right.name)
  }
}

extension ProcessName: CustomStringConvertible {
  package var description: String { "\(namespace)/\(name)" }
}
