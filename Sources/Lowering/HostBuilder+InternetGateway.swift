import Diagnostics
import HostState
import IPAddressing
import Topology

extension HostBuilder {
  /// An internet gateway: a router of its own between the internet and the VPC's router, with the
  /// stateless 1:1 NAT on its outer link.
  mutating func lowerInternetGateway(_ gateway: VPC.InternetGateway, of vpc: VPC) {
    let resource = "\(vpc.name)/internet_gateway"
    let name = namespace(of: resource)
    let outer = LinkName(rawValue: "internet")
    let inner = LinkName(rawValue: "vpc")
    addNamespace(name, resource: resource, sysctls: Sysctls.router, source: gateway.source)
    let internetLink = names.link(
      .internetGateway, vpc.name, of: resource, in: internetNamespace)
    addPointToPoint(
      End(name, outer, mtu: topology.mtu),
      End(internetNamespace, internetLink, mtu: topology.mtu), resource: resource,
      source: gateway.source)
    addPointToPoint(
      End(name, inner, mtu: topology.mtu),
      End(router(vpc.id), Self.internetGatewayLink, mtu: topology.mtu),
      resource: resource, source: gateway.source)
    for link in [outer, inner] {
      addAddress(name, link, HostConstants.gatewayIPv4, prefixLength: 32)
      addAddress(name, link, HostConstants.gatewayIPv6, prefixLength: 128)
    }
    route(name, inward: inner, outward: outer, vpc: vpc, resource: resource)
    announce(vpc, over: internetLink, resource: resource)
    addInputRules(from: gateway, of: vpc)
    let mappings = publicAddresses(of: vpc.id)
    let most = NetworkAddressTranslationDataPlane.mostAddresses
    if mappings.count > most {
      report(
        Diagnostic(
          .error, .capacityExceeded, "`\(resource)` has more than \(most) public addresses",
          at: mappings[most].source ?? gateway.source,
          help: "give some of them to another VPC's internet gateway"))
    }
    let dataPlane = NetworkAddressTranslationDataPlane(
      link: outer, linkIndex: linkIndex(name, outer),
      publicToPrivate: Dictionary(
        mappings.map { ($0.publicAddress, $0.privateAddress) },
        uniquingKeysWith: { first, _ in first }),
      vpcCIDRs: Set(vpc.cidrs))
    update(name) { $0.dataPlane = .networkAddressTranslation(dataPlane) }
    note(HostObjectID(name, .dataPlane), resource, gateway.source)
    for mapping in mappings {
      addRoute(
        internetNamespace, overPeer(internetLink, to: Prefix(host: mapping.publicAddress)),
        resource: mapping.resource, source: mapping.source)
    }
  }

  /// What comes from the VPC goes out, what comes from the internet goes in, and only that.
  private mutating func route(
    _ name: NamespaceName, inward: LinkName, outward: LinkName, vpc: VPC, resource: String
  ) {
    let outTable = returnTable(name, outward)
    let inTable = returnTable(name, inward)
    failClosed(name, resource: resource)
    for family in AddressFamily.allCases {
      for (link, table) in [(inward, outTable), (outward, inTable)] {
        addRule(
          name,
          RuleState(
            family: family, preference: HostConstants.inputRulePreference, inputLink: link,
            action: .lookup(table: table)),
          resource: resource, source: vpc.internetGateway?.source)
      }
      let everywhere = HostConstants.defaultRoute(family)
      addRoute(
        name, overPeer(outward, to: everywhere, table: outTable), resource: resource, source: nil)
      // The gateway's own ICMP errors ask `main`.
      addRoute(name, overPeer(outward, to: everywhere), resource: resource, source: nil)
    }
    for cidr in vpc.cidrs {
      for table in [inTable, RouteState.mainTable] {
        addRoute(
          name, overPeer(inward, to: cidr, table: table), resource: resource, source: vpc.source)
      }
    }
    addLastResort(name, table: inTable, resource: resource)
  }

  /// IPv6 needs no translation: the internet knows the VPC's own addresses.
  private mutating func announce(_ vpc: VPC, over link: LinkName, resource: String) {
    for cidr in vpc.ipv6 {
      addRoute(
        internetNamespace, overPeer(link, to: cidr), resource: resource, source: vpc.source)
    }
  }

  /// The edge association; without one, arriving packets take the VPC's local routes.
  private mutating func addInputRules(from gateway: VPC.InternetGateway, of vpc: VPC) {
    let router = router(vpc.id)
    if let table = gateway.routeTable {
      addInputRules(router, Self.internetGatewayLink, table: table, source: gateway.source)
      return
    }
    addLocalTable(vpc)
    addLocalInputRules(router, Self.internetGatewayLink, vpc: vpc, source: gateway.source)
  }

  private struct PublicAddress {
    var publicAddress: IPAddress
    var privateAddress: IPAddress
    var resource: String
    var source: SourceRange?
  }

  /// Every declared 1:1 mapping of a VPC.
  private func publicAddresses(of vpc: ID<VPC>) -> [PublicAddress] {
    let nodes = (contents.loadBalancers[vpc] ?? []).flatMap { balancer in
      balancer.nodes.compactMap { node in
        node.publicAddress.map {
          PublicAddress(
            publicAddress: $0, privateAddress: node.address,
            resource: topology.address(balancer.id), source: node.publicAddressSource)
        }
      }
    }
    let instances = (contents.instances[vpc] ?? []).compactMap { instance in
      instance.publicAddress.flatMap { address in
        instance.ipv4.map {
          PublicAddress(
            publicAddress: address, privateAddress: $0, resource: topology.address(instance.id),
            source: instance.publicAddressSource)
        }
      }
    }
    let natGateways = (contents.natGateways[vpc] ?? []).map {
      PublicAddress(
        publicAddress: $0.publicAddress, privateAddress: $0.privateAddress,
        resource: topology.address($0.id), source: $0.source)
    }
    return nodes + instances + natGateways
  }
}
