package import HostState
import Netlink
package import Planning

/// Which interfaces of the host a plan cannot have, known before anything is changed, and over which
/// of those that a topology has nothing passes.
package struct HostInterfaceCheck {
  package struct Refusal: Hashable {
    /// Why, in a line.
    package let message: String
    /// The way out.
    package let help: String
    /// What asks for the interface.
    package let origin: Origin?
  }

  /// One for each that is missing, down, too narrow, the host's own or taken, in order.
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

  /// Asks the kernel about each interface that a state's links are over.
  ///
  /// A refusal for each that is down, or too narrow by now; one that is gone has taken its link along.
  package init(keptBy state: HostState) throws {
    let connections = NamespaceConnections()
    var (refusals, links): ([Refusal], [Link]?) = ([], nil)
    for namespace in state.namespaces.sorted(by: { $0.key < $1.key }).map(\.value) {
      for link in namespace.links.sorted(by: { $0.key < $1.key }).map(\.value) {
        guard case .hostInterface(let name) = link.kind else { continue }
        let known = try links ?? connections.host().list(LinkDump())
        links = known
        guard let below = known.first(where: { $0.name == name.rawValue }) else { continue }
        do {
          try HostInterface(name: name, connections: connections, isUndoing: false)
            .requireCarrying(below, mtu: link.mtu)
        } catch let refusal as HostInterface.Refusal {
          refusals.append(Refusal(message: refusal.message, help: refusal.help, origin: nil))
        }
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
