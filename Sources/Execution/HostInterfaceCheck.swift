import HostState
import Netlink
package import Planning

/// Which interfaces of the host a plan cannot have, known before anything is changed.
package struct HostInterfaceCheck {
  /// A line for each that is missing, down, too narrow or the host's own, in the plan's order.
  package let refusals: [String]

  /// Asks the kernel about each interface over which the plan makes a link.
  package init(_ plan: Plan) {
    let connections = NamespaceConnections()
    var refusals: [String] = []
    for change in plan.operations.lazy.flatMap(\.changes) {
      guard case .link(let link)? = change.after, case .hostInterface(let name) = link.kind
      else { continue }
      if case .link(let old)? = change.before, old.kind == link.kind { continue }
      let interface = HostInterface(name: name, connections: connections, isUndoing: false)
      do {
        try interface.check(mtu: link.mtu)
      } catch {
        let text = "\(error)"
        if !refusals.contains(text) { refusals.append(text) }
      }
    }
    self.refusals = refusals
  }
}
