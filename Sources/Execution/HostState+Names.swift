package import HostState
package import Netlink

extension HostState {
  /// A topology's namespaces by their names alone, for the destruction of what cannot be read.
  package static func namesOnly(of topology: String) throws(NetlinkError) -> HostState {
    var state = HostState(topology: topology)
    for name in try NamespaceDirectory.names(prefix: NamespaceName.prefix(topology: topology)) {
      state.namespaces[NamespaceName(rawValue: name)] = NamespaceState(resource: "")
    }
    return state
  }
}
