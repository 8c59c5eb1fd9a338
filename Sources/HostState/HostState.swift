/// What one topology owns on a Linux host, as a pure value: desired (from `Lowering`) or observed
/// (from the kernel).
///
/// Equal values mean an empty plan.
package struct HostState: Hashable, Sendable, Codable {
  /// The topology's name; it scopes every namespace, link alias, pin and file.
  package var topology: String
  package var namespaces: [NamespaceName: NamespaceState]

  package init(topology: String, namespaces: [NamespaceName: NamespaceState] = [:]) {
    self.topology = topology
    self.namespaces = namespaces
  }
}
