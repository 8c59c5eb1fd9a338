package import HostState
import Netlink
package import Planning

/// Which interfaces of the host a plan cannot have, known before anything is changed.
package struct HostInterfaceCheck {
  package struct Refusal: Hashable {
    /// Why, in a line.
    package let message: String
    /// The way out.
    package let help: String
    /// What asks for the interface.
    package let origin: Origin?
  }

  /// One for each that is missing, down, too narrow, the host's own or taken, in the plan's order.
  package let refusals: [Refusal]

  /// Asks the kernel about each interface over which the plan makes a link.
  package init(_ plan: Plan) {
    let connections = NamespaceConnections()
    var refusals: [Refusal] = []
    let leaving = Set(
      plan.operations.lazy.flatMap(\.changes).filter { change in
        Self.interface(change.before) != nil
          && Self.interface(change.before) != Self.interface(change.after)
      }.map(\.object))
    for operation in plan.operations {
      for change in operation.changes {
        guard case .link(let link)? = change.after, let name = Self.interface(change.after),
          Self.interface(change.before) != name
        else { continue }
        let interface = HostInterface(name: name, connections: connections, isUndoing: false)
        let (message, help): (String, String)
        do {
          let (host, below) = try interface.check(mtu: link.mtu)
          try interface.refuseIfTaken(below, host, leaving: leaving)
          continue
        } catch let refusal as HostInterface.Refusal {
          (message, help) = (refusal.message, refusal.help)
        } catch {
          (message, help) = ("`\(name)` cannot be looked at: \(error)", "`ip link show \(name)`")
        }
        let refusal = Refusal(message: message, help: help, origin: operation.origin)
        if !refusals.contains(refusal) { refusals.append(refusal) }
      }
    }
    self.refusals = refusals
  }

  private static func interface(_ object: HostObject?) -> LinkName? {
    guard case .link(let link)? = object, case .hostInterface(let name) = link.kind else {
      return nil
    }
    return name
  }
}
