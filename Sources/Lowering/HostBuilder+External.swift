import Diagnostics
import HostState
import IPAddressing
import Topology

extension ApplianceGroup {
  /// The host's interface that its members are behind.
  var interface: LinkName? {
    guard case .external(_, let interface?) = appliance else { return nil }
    return LinkName(rawValue: interface)
  }
}

extension HostBuilder {
  /// Real appliances: each is a host route of their VPC's router, which answers ARP for their subnet.
  ///
  /// They are no port of the subnet's bridge: what is plugged in there has nobody's Ethernet address
  /// to take.
  mutating func lowerExternal(_ group: ApplianceGroup, behind interface: LinkName) {
    guard let subnet = group.members.first?.subnet else { return }
    let resource = topology.address(group.id)
    let segment = segment(subnet)
    let router = segment.router
    let link = link(to: group)
    addHostInterface(
      router, link, over: interface, mtu: segment.mtu, resource: resource, source: group.source)
    if let address = segment.routerAddress(.ipv4) {
      addAddress(router, link, address, prefixLength: 32)
    }
    for member in group.members {
      addRoute(
        router,
        RouteState(
          table: RouteState.mainTable, destination: Prefix(host: member.address),
          action: .link(link)),
        resource: resource, source: group.source)
    }
    addInputRules(
      router, link, table: topology[subnet].routeTable, source: group.source)
    update(router) { $0.sysctls["net/ipv4/conf/all/proxy_arp"] = "1" }
  }

  /// The router's link to a group of real appliances.
  func link(to group: ApplianceGroup) -> LinkName {
    names.link(
      .appliance, group.name, of: topology.address(group.id), in: router(group.vpc))
  }

  /// The rules at each of a VPC's links to real appliances.
  func externalRulesets(of vpc: ID<VPC>) -> [ExternalRuleset] {
    (contents.externalGroups[vpc] ?? []).compactMap { group in
      guard let member = group.members.first, let subnet = topology[member.subnet].ipv4 else {
        return nil
      }
      let balancers = topology.gatewayLoadBalancers.filter { $0.applianceGroup == group.id }
      return ExternalRuleset(
        link: link(to: group), subnet: subnet,
        nodes: balancers.flatMap { $0.nodes.map(\.address) })
    }
  }

  /// Reports what no interface of the host can lead to.
  mutating func checkInterfaces() {
    var users: [LinkName: ApplianceGroup] = [:]
    for group in topology.applianceGroups {
      guard let interface = group.interface else { continue }
      let resource = topology.address(group.id)
      if Set(group.members.map(\.subnet)).count > 1 {
        report(
          Diagnostic(
            .error, .notProvisioned,
            "the appliances of `\(resource)` are in several subnets, and behind one interface",
            at: group.source, help: "write a group, with an interface of its own, for each subnet"))
      }
      if let other = users.updateValue(group, forKey: interface) {
        report(
          Diagnostic(
            .error, .notProvisioned,
            "`\(resource)` is behind `\(interface)`, and so is `\(topology.address(other.id))`",
            at: group.source, notes: [.init("the other group", at: other.source)],
            help: "write one group, or give each an interface of its own"))
      }
      let isName =
        (1...15).contains(interface.rawValue.utf8.count)
        && !interface.rawValue.utf8.contains { $0 <= 0x20 || $0 == 0x2f || $0 == 0x3a }
        && ![".", ".."].contains(interface.rawValue)
      if !isName {
        report(
          Diagnostic(
            .error, .notProvisioned, "`\(interface)` is no name of an interface",
            at: group.source, help: "`ip link` lists the host's: at most 15 bytes each"))
      }
    }
  }
}
