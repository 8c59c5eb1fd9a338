import DataPlane
import Glibc
import HostState
import IPAddressing
import NFTables
import Netlink

/// Reads one namespace; on a `DedicatedThread`, which stays in it.
struct NamespaceReader {
  let name: NamespaceName
  /// As they are known to be.
  let sysctls: [String: String]
  /// Those that are known to be the topology's.
  let addresses: Set<AddressState>
  /// Where its veths are known to lead, as far as it is to be asked.
  let peers: Set<NamespaceName>
  /// What the run that is verified has made the namespace to be; nil for one that was there before.
  ///
  /// What only somebody else makes is not looked for there.
  let made: NamespaceState?
  let connections: NamespaceConnections
  let dataPlane: DataPlane

  /// Everything in the namespace.
  ///
  /// - Returns: Nil if the namespace has gone; an empty resource if its creation was interrupted.
  func read() throws(ObservationError) -> NamespaceReading? {
    var reading = NamespaceReading(name: name, state: NamespaceState(resource: ""))
    do throws(NetlinkError) {
      guard let entered = try enter() else { return nil }
      guard let connection = entered.connection else { return reading }
      reading.identity = connection.namespace.identity
      try readLinks(connection, into: &reading)
      reading.numbers = try numbers(connection)
      try readRules(connection, into: &reading)
      var sysctl = connections.sysctl()
      reading.knownSysctls = sysctls
      for key in sysctls.keys { reading.state.sysctls[key] = try sysctl.read(key) }
      for link in reading.links where Self.leadsToBridge(link) {
        let ipv4 = try sysctl.read("net/ipv4/neigh/\(link.name)/mcast_solicit")
        let ipv6 = try sysctl.read("net/ipv6/neigh/\(link.name)/mcast_solicit")
        if ipv4 == "0", ipv6 == "0" { reading.withoutResolution.insert(link.index) }
      }
    } catch {
      throw .netlink(error)
    }
    do throws(NFTablesError) {
      let ruleset = try Ruleset.current()
      for (key, text) in ruleset.tables {
        reading.state.nftables[key.description] = text
      }
      for (key, owner) in ruleset.owners { reading.tableOwners[key.description] = owner }
    } catch {
      throw .nftables(error, name)
    }
    try readDataPlane(into: &reading)
    return reading
  }

  /// Whose the namespace is, and its data plane.
  ///
  /// - Returns: As `read()`.
  func readOutline() throws(ObservationError) -> NamespaceReading? {
    var reading = NamespaceReading(name: name, state: NamespaceState(resource: ""))
    do throws(NetlinkError) {
      guard let entered = try enter() else { return nil }
      guard let connection = entered.connection else { return reading }
      reading.identity = connection.namespace.identity
      reading.state.resource = Self.resource(of: try connection.list(LinkDump()), in: name)
    } catch {
      throw .netlink(error)
    }
    try readDataPlane(into: &reading)
    return reading
  }

  private func readDataPlane(into reading: inout NamespaceReading) throws(ObservationError) {
    do throws(DataPlaneError) {
      reading.state.dataPlane = try dataPlane.observe(name)
      guard made == nil, !reading.links.isEmpty else { return }
      var table = LinkTable()
      for link in reading.links { table.insert(LinkName(rawValue: link.name), index: link.index) }
      for program in try dataPlane.foreignPrograms(at: reading.links.map(\.index), in: name) {
        reading.state.foreign.insert(ForeignItem(program, links: table))
      }
    } catch {
      throw .dataPlane(error, name)
    }
  }

  /// Links and what refers to them.
  private func readLinks(
    _ connection: NamespaceConnection, into reading: inout NamespaceReading
  ) throws(NetlinkError) {
    let all = try connection.list(LinkDump())
    var table = LinkTable()
    for link in all { table.insert(LinkName(rawValue: link.name), index: link.index) }
    reading.state.resource = Self.resource(of: all, in: name)
    reading.loopback = all.first { $0.index == LinkReference.loopback.index }
    reading.links = all.filter {
      $0.index != LinkReference.loopback.index && !Self.isAutomatic($0)
    }
    if !reading.links.isEmpty {
      try connection.openEthtoolSocket()
      for features in try connection.listFeatures() {
        reading.disabledOffloads[features.linkIndex] = .init(features.disabled)
      }
    }
    for address in try connection.list(AddressDump()) where !Self.isAutomatic(address) {
      let state = AddressState(address, links: table)
      if address.strangeness.isEmpty {
        reading.state.addresses.insert(state)
      } else if !addresses.contains(state) {
        reading.state.foreign.insert(ForeignItem(address, links: table))
      }
      // One of the topology's own that is to end by itself is as good as gone: it is made again.
    }
    if made == nil { try readForeign(connection, table, into: &reading) }
    for neighbor in try neighbors(connection, table) where neighbor.isPermanent {
      if let state = NeighborState(neighbor, links: table) {
        reading.state.neighbors.insert(state)
      }
    }
    for family in AddressFamily.allCases {
      for route in try connection.list(RouteDump(family)) {
        reading.state.routes.insert(RouteState(route, links: table))
      }
    }
  }

  /// By which the namespace knows its peers, of those that there are.
  private func numbers(
    _ connection: NamespaceConnection
  ) throws(NetlinkError) -> [NamespaceName: Int32] {
    var numbers: [NamespaceName: Int32] = [:]
    let names = peers.sorted()
    for start in stride(from: 0, to: names.count, by: PeerResolver.handleLimit) {
      let part = names[start..<min(start + PeerResolver.handleLimit, names.count)]
      // Whoever reads that one says what is wrong with its name.
      let handles = part.compactMap { name in
        (try? connections.handle(of: name.rawValue)).map { (name: name, handle: $0) }
      }
      let answers = try connection.identifiers(of: handles.map(\.handle))
      for (known, number) in zip(handles, answers) { numbers[known.name] = number }
    }
    return numbers
  }

  private func neighbors(
    _ connection: NamespaceConnection, _ table: LinkTable
  ) throws(NetlinkError) -> [Neighbor] {
    guard let made else { return try connection.list(NeighborDump()) }
    let queries = made.neighbors.compactMap { neighbor in
      table.reference(neighbor.link).map {
        NeighborQuery(linkIndex: $0.index, address: neighbor.address)
      }
    }
    return try connection.neighbors(queries)
  }

  /// What only somebody else makes, but for programs, which are read with the data plane.
  private func readForeign(
    _ connection: NamespaceConnection, _ table: LinkTable, into reading: inout NamespaceReading
  ) throws(NetlinkError) {
    var listed = try connection.list(NexthopDump()) + connection.list(ProxyNeighborDump())
    let ports = Set(reading.links.filter { $0.masterIndex != nil }.map(\.index))
    for object in try connection.list(QueueingDisciplineDump()) {
      // Source checks have such a one at bridges' ports, which may have filters of others.
      guard object.summary == "clsact", let index = object.linkIndex, ports.contains(index) else {
        listed.append(object)
        continue
      }
      for isIngress in [true, false] {
        listed += try connection.list(FilterDump(linkIndex: index, isIngress: isIngress))
      }
    }
    for object in listed {
      reading.state.foreign.insert(ForeignItem(object, links: table))
    }
    for table in try LegacyTable.altered() { reading.state.foreign.insert(ForeignItem(table)) }
    let policies = try IPsecPolicies.current()
    if !policies.isEmpty {
      reading.state.foreign.insert(ForeignItem(.ipsec, summary: "\(policies)"))
    }
  }

  private func readRules(
    _ connection: NamespaceConnection, into reading: inout NamespaceReading
  ) throws(NetlinkError) {
    reading.state.absentDefaultRules = DefaultRule.all
    for family in AddressFamily.allCases {
      for listed in try connection.list(RuleDump(family)) {
        if let rule = DefaultRule(listed),
          reading.state.absentDefaultRules.remove(rule) != nil
        {
          continue
        }
        reading.state.rules.insert(RuleState(listed))
      }
    }
  }

  /// What is behind a name: a namespace, or what an interrupted creation left.
  private struct Entered {
    let connection: NamespaceConnection?
  }

  private func enter() throws(NetlinkError) -> Entered? {
    do throws(NetlinkError) {
      return Entered(connection: try connections.enter(name.rawValue))
    } catch {
      switch error.code {
      case ENOENT: return nil
      case EINVAL: return Entered(connection: nil)
      default: throw error
      }
    }
  }

  /// The resource in the alias of `lo`, `TOPOLOGY/RESOURCE`; empty without the topology's mark.
  private static func resource(of links: [Link], in name: NamespaceName) -> String {
    let alias = links.first { $0.index == LinkReference.loopback.index }?.alias ?? ""
    guard let slash = alias.firstIndex(of: "/"),
      name.rawValue.hasPrefix(NamespaceName.prefix(topology: String(alias[..<slash])))
    else { return "" }
    return String(alias[alias.index(after: slash)...])
  }

  private static func isAutomatic(_ address: Address) -> Bool {
    if address.isAutomatic { return true }
    let loopback = [IPAddress(ipv4: 0x7f00_0001), IPAddress(.ipv6, bits: 1)]
    return address.linkIndex == LinkReference.loopback.index && loopback.contains(address.address)
  }

  /// Whether the link is a router's own at one of its bridges: a pair's end whose other one is here.
  private static func leadsToBridge(_ link: Link) -> Bool {
    link.masterIndex == nil && link.peer != nil && link.peer?.namespaceID == nil
  }

  /// Whether the link is one that a tunnel module puts into every namespace.
  private static func isAutomatic(_ link: Link) -> Bool {
    let names: Set = [
      "tunl0", "sit0", "gre0", "gretap0", "erspan0", "ip_vti0", "ip6tnl0", "ip6gre0", "ip6_vti0",
    ]
    return names.contains(link.name) && link.kind != "veth" && link.kind != "bridge"
  }
}
