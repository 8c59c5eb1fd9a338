import Glibc
import HostState
import Netlink

/// An interface of the host behind which a topology's appliances are.
struct HostInterface {
  /// Why a topology cannot have it, and the way out.
  struct Refusal: Error, Hashable, CustomStringConvertible {
    let message: String
    let help: String

    var description: String { "\(message): \(help)" }
  }

  /// How often an interface that nobody has is asked for, every 50 ms.
  private static let patience = 100

  let name: LinkName
  let connections: NamespaceConnections
  /// While undoing, the link may be there.
  let isUndoing: Bool

  /// Makes the topology's link over it.
  ///
  /// - Throws: A refusal where that would cut off the host itself, or where nothing could pass.
  func take(as settings: LinkSettings, in namespace: NamespaceName) throws {
    if isUndoing {
      let links = try connections.connection(to: namespace.rawValue).list(LinkDump())
      if links.contains(where: { $0.index == settings.index && $0.lower != nil }) { return }
    }
    let (host, link) = try check(mtu: settings.mtu)
    let request = CreatePassthrough(
      settings, over: link.reference, in: try connections.handle(of: namespace.rawValue))
    for attempt in 0... {
      guard case .failure(let error) = host.execute([request])[0] else { return }
      guard error.code == EINVAL || error.code == EBUSY else { throw error }
      try refuseIfTaken(link, host, leaving: [])
      // The links of a namespace whose name is gone go a moment later.
      guard attempt < Self.patience else { throw error }
      usleep(50_000)
    }
  }

  /// The interface and its namespace.
  ///
  /// - Throws: A refusal where taking it would cut off the host itself, or where nothing could pass.
  @discardableResult
  func check(mtu: Int) throws -> (NamespaceConnection, Link) {
    let host = try connections.host()
    guard let link = try host.list(LinkDump()).first(where: { $0.name == name.rawValue }) else {
      throw Refusal(
        message: "the host has no interface `\(name)`", help: "`ip link` lists those that it has")
    }
    let own = try host.list(AddressDump()).first { $0.linkIndex == link.index && !$0.isAutomatic }
    if let own {
      throw Refusal(
        message: "`\(name)` has the address \(own.address) of the host itself, which would be cut "
          + "off", help: "give appliances an interface of their own")
    }
    try requireCarrying(link, mtu: mtu)
    return (host, link)
  }

  /// - Throws: A refusal where nothing could pass.
  func requireCarrying(_ link: Link, mtu: Int) throws {
    guard link.isUp else {
      throw Refusal(message: "`\(name)` is down", help: "`ip link set \(name) up`")
    }
    guard link.mtu >= mtu else {
      throw Refusal(
        message: "`\(name)` has an MTU of \(link.mtu), and packets in GENEVE need \(mtu)",
        help: "`ip link set \(name) mtu \(mtu)`")
    }
  }
}
