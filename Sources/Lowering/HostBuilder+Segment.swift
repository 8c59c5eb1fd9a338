import Diagnostics
import HostState
import IPAddressing
import Topology

extension HostBuilder {
  /// A host's only interface.
  static let hostLink = LinkName(rawValue: "eth0")

  mutating func addSegment(_ segment: Segment, source: SourceRange?) {
    let router = segment.router
    addBridge(
      router, segment.bridge, mtu: segment.mtu, resource: segment.resource, source: source)
    addVeth(
      End(router, segment.routerLink, mtu: segment.mtu),
      End(router, segment.uplink, mtu: segment.mtu, master: segment.bridge),
      resource: segment.resource, source: source)
    // The topology knows all that are there. Whoever sends to the rest must not fill the places for
    // those that are asked for, which the whole machine shares.
    update(router) { $0.links[segment.routerLink]?.resolvesNeighbors = false }
    for cidr in segment.cidrs {
      guard let address = segment.routerAddress(cidr.family) else { continue }
      addAddress(router, segment.routerLink, address, prefixLength: cidr.length)
    }
  }

  /// Puts a namespace on a segment: a port, addresses, and a default route to the router.
  ///
  /// Both
  /// sides know the other's Ethernet address, so that nothing needs to be resolved.
  ///
  /// - Parameters:
  ///   - link: the namespace's end of the veth.
  ///   - sourceCheck: what the port checks of the packets that the namespace sends; nil for one in
  ///     which nobody else's software runs.
  mutating func attach(
    _ name: NamespaceName, to segment: Segment, port: LinkName, link: LinkName = Self.hostLink,
    addresses: [IPAddress], mtu: Int, portOffloads: LinkState.DisabledOffloads = [],
    linkOffloads: LinkState.DisabledOffloads = [], hasDefaultRoute: Bool = true,
    sourceCheck: SourceCheck? = nil, resource: String, source: SourceRange?
  ) {
    addVeth(
      End(
        segment.router, port, mtu: segment.mtu, master: segment.bridge,
        disabledOffloads: portOffloads),
      End(name, link, mtu: mtu, disabledOffloads: linkOffloads), resource: resource,
      source: source)
    if let sourceCheck {
      addSourceCheck(sourceCheck, at: port, of: segment, for: name, link, addresses)
    }
    for address in addresses {
      guard let cidr = segment.cidr(address.family),
        let router = segment.routerAddress(address.family)
      else { continue }
      addAddress(name, link, address, prefixLength: cidr.length)
      addNeighbor(name, link, router, macAddress(segment.router, segment.routerLink))
      addNeighbor(segment.router, segment.routerLink, address, macAddress(name, link))
      guard hasDefaultRoute else { continue }
      addRoute(
        name,
        RouteState(
          table: RouteState.mainTable, destination: HostConstants.defaultRoute(address.family),
          action: .via(router, link, onLink: false)),
        resource: resource, source: source)
    }
  }

  /// A process of the user's, in a folder of its own that holds a file `resource` with its
  /// resource address.
  mutating func addProcess(
    _ namespace: NamespaceName, arguments: [String], resource: String, addresses: [IPAddress],
    source: SourceRange?
  ) {
    let process = ProcessState(
      arguments: arguments,
      environment: [
        "BUMPWIRE_TOPOLOGY": topology.name, "BUMPWIRE_RESOURCE": resource,
        "BUMPWIRE_ADDRESS": addresses.first?.description ?? "",
      ],
      files: ["resource": resource + "\n"], host: host(of: resource, addresses))
    update(namespace) { $0.processes["main"] = process }
    note(HostObjectID(namespace, .process("main")), resource, source)
  }

  /// What a resource's process takes for its host.
  ///
  /// It knows its own name only, as on EC2: the names of others would be those of instances that come
  /// and go, and a process is not started again for them.
  func host(of resource: String, _ addresses: [IPAddress]) -> ProcessState.Host {
    ProcessState.Host(name: HostNames.host(resource), addresses: addresses)
  }
}
