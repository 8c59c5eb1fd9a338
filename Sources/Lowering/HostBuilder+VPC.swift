import Diagnostics
import HostState
import IPAddressing
import Topology

extension HostBuilder {
  /// The namespace of a VPC's router.
  func router(_ vpc: ID<VPC>) -> NamespaceName { namespace(of: topology.address(vpc)) }

  /// The router's link to its internet gateway.
  static let internetGatewayLink = LinkName(rawValue: "igw")

  func segment(_ id: ID<Subnet>) -> Segment {
    let subnet = topology[id]
    return Segment(
      router: router(subnet.vpc), name: subnet.name, resource: topology.address(id),
      cidrs: subnet.cidrs, mtu: mtu(of: subnet.vpc), names: names)
  }

  /// Bytes of the largest packet in a VPC's subnets: those that carry GENEVE between a gateway load
  /// balancer's nodes and appliances have room for its headers.
  private func mtu(of vpc: ID<VPC>) -> Int {
    topology.mtu
      + (contents.inspecting.contains(vpc) ? HostConstants.encapsulationOverhead : 0)
  }

  /// A VPC: its router with a segment a subnet, its internet gateway.
  mutating func lowerVPC(_ vpc: VPC) {
    let router = router(vpc.id)
    addNamespace(
      router, resource: vpc.name,
      sysctls: Sysctls.vpcRouter, source: vpc.source)
    failClosed(router, resource: vpc.name)
    for id in vpc.subnets {
      let subnet = topology[id]
      let segment = segment(id)
      addSegment(segment, source: subnet.source)
      addInputRules(
        router, segment.routerLink, table: subnet.routeTable,
        source: subnet.associationSource)
    }
    if let gateway = vpc.internetGateway { lowerInternetGateway(gateway, of: vpc) }
    let marked =
      (vpc.internetGateway == nil ? [] : [Self.internetGatewayLink])
      + (contents.endpoints[vpc.id] ?? []).map { routerLink($0) }
      + (contents.peerings[vpc.id] ?? []).map { link($0, in: router) }
    addReturnPaths(router, over: marked, resource: vpc.name)
    let externals = externalRulesets(of: vpc.id)
    let table = RouterRuleset.text(
      marks: marked.map { ($0, UInt32(linkIndex(router, $0))) },
      peers: (contents.peerings[vpc.id] ?? []).map { peering in
        let (one, other) = peering.vpcs
        return (link(peering, in: router), topology[one == vpc.id ? other : one].cidrs)
      },
      appliances: (contents.appliances[vpc.id] ?? []).filter(\.isIPv4), externals: externals)
    update(router) {
      $0.nftables["inet bumpwire"] = table
      $0.nftables["bridge bumpwire"] = RouterRuleset.bridgeTable
      if !externals.isEmpty { $0.nftables["arp bumpwire"] = ExternalRuleset.arpTable(externals) }
    }
  }

  /// What no rule matches is dropped, never forwarded by `main`: a mistake becomes a loss, not a
  /// packet that nobody inspects.
  mutating func failClosed(_ router: NamespaceName, resource: String) {
    for family in AddressFamily.allCases {
      addRule(
        router,
        RuleState(
          family: family, preference: HostConstants.failClosedPreference, inputLink: .loopback,
          isInverted: true, action: .blackhole),
        resource: resource, source: nil)
    }
  }

  /// What arrives on a link is routed by a route table.
  mutating func addInputRules(
    _ router: NamespaceName, _ link: LinkName, table: ID<RouteTable>, source: SourceRange?
  ) {
    addInputRules(
      router, link, lookingUp: kernelTable(table), resource: topology.address(table), source: source
    )
  }

  /// The same by the kernel's number of the table.
  mutating func addInputRules(
    _ router: NamespaceName, _ link: LinkName, lookingUp table: UInt32, resource: String,
    source: SourceRange?
  ) {
    for family in AddressFamily.allCases {
      addRule(
        router,
        RuleState(
          family: family, preference: HostConstants.inputRulePreference, inputLink: link,
          action: .lookup(table: table)),
        resource: resource, source: source)
    }
  }

  /// The router's own ICMP errors go back over the link that the packet came from.
  ///
  /// It carries that link's mark, and the error reflects it. `main` knows only what is connected.
  private mutating func addReturnPaths(
    _ router: NamespaceName, over links: [LinkName], resource: String
  ) {
    for link in links {
      let table = returnTable(router, link)
      let mark = RuleState.Mark(UInt32(linkIndex(router, link)))
      for family in AddressFamily.allCases {
        addRule(
          router,
          RuleState(
            family: family, preference: HostConstants.returnRulePreference, inputLink: .loopback,
            mark: mark, action: .lookup(table: table)),
          resource: resource, source: nil)
        addRoute(
          router, overPeer(link, to: HostConstants.defaultRoute(family), table: table),
          resource: resource, source: nil)
      }
    }
  }
}
