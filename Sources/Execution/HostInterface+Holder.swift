import HostState
import Netlink

extension HostInterface {
  /// Whoever has an interface takes all that comes in there: the kernel makes no second link over it
  /// (`netdev_rx_handler_register` in net/core/dev.c, `macvlan_common_newlink`).
  ///
  /// - Parameter leaving: Links that are no more when it is taken.
  /// - Throws: A refusal that says who has it.
  func refuseIfTaken(
    _ link: Link, _ host: NamespaceConnection, leaving: Set<HostObjectID>
  ) throws {
    let links = try host.list(LinkDump())
    // A VRF takes packets only when they have come in.
    if let master = links.first(where: { $0.index == link.masterIndex }), master.kind != "vrf" {
      throw Refusal(
        message: "`\(name)` is a port of the host's `\(master.name)`",
        help: "`ip link set \(name) nomaster` takes it out of that")
    }
    if let over = links.first(where: { $0.base == Link.Peer(index: link.index) }) {
      throw Refusal(
        message: "`\(name)` is taken: the host's link `\(over.name)` is over it",
        help: "`ip link delete \(over.name)` gives it back")
    }
    var known = Set([host.namespace.identity])
    for namespace in try NamespaceDirectory.names() {
      // A name may be left over, or go meanwhile.
      guard let connection = try? NamespaceConnection(named: namespace) else { continue }
      known.insert(connection.namespace.identity)
      let found = try Self.links(over: link, of: host, in: connection).first { over in
        !leaving.contains(
          HostObjectID(
            NamespaceName(rawValue: namespace), .link(LinkName(rawValue: over.name))))
      }
      if let found { throw refusal(found, inNamed: namespace) }
    }
    for (process, namespace) in NamespaceHandle.ofProcesses()
    where !known.contains(namespace.identity) {
      guard let connection = try? NamespaceConnection(namespace),
        let found = try Self.links(over: link, of: host, in: connection).first
      else { continue }
      throw Refusal(
        message: "`\(name)` is taken: the link `\(found.name)` in the network namespace of the "
          + "process \(process) is over it",
        help: "`nsenter -t \(process) -n ip link delete \(found.name)` gives it back")
    }
  }

  private func refusal(_ link: Link, inNamed namespace: String) -> Refusal {
    let parts = namespace.split(separator: ".")
    guard parts.count > 2, parts[0] == "bw" else {
      return Refusal(
        message: "`\(name)` is taken: the link `\(link.name)` in the network namespace "
          + "`\(namespace)` is over it",
        help: "`ip -n \(namespace) link delete \(link.name)` gives it back")
    }
    return Refusal(
      message: "`\(name)` leads to the appliances of the topology `\(parts[1])` already: "
        + "`\(link.name)` in `\(namespace)` is over it",
      help: "name another interface, or give it back with `bumpwire destroy \(parts[1])`")
  }

  /// Links in a namespace that take what comes in at a link of the host.
  private static func links(
    over link: Link, of host: NamespaceConnection, in connection: NamespaceConnection
  ) throws -> [Link] {
    let links = try connection.list(LinkDump()).filter { $0.base?.index == link.index }
    guard !links.isEmpty, let identifier = try connection.identifiers(of: [host.namespace])[0]
    else { return [] }
    return links.filter { $0.base?.namespaceID == identifier }
  }
}
