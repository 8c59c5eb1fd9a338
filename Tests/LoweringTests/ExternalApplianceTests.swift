import Diagnostics
import HostState
import IPAddressing
import Testing
import Topology

@testable import Lowering

@Suite("Lowering appliances that are there already")
struct ExternalApplianceTests {
  static let link = LinkName(rawValue: "a-firewalls")
  let topology: Topology
  let lowered: LoweredTopology

  init() {
    var topology = Catagram.topology()
    topology.applianceGroups[0].members = [
      .init(index: 0, subnet: ID(6), address: Catagram.address("10.100.1.50")),
      .init(index: 1, subnet: ID(6), address: Catagram.address("10.100.1.51")),
    ]
    topology.applianceGroups[0].appliance = .external(
      topology.applianceGroups[0].members.map(\.address), interface: "eth2")
    self.topology = topology
    lowered = Lowering.lower(topology)
  }

  private func namespace(_ resource: String) throws -> NamespaceState {
    try #require(lowered.state.namespaces.values.first { $0.resource == resource })
  }

  @Test("each is a host route of its VPC's router, wherever the VPC's subnets are")
  func routes() throws {
    #expect(lowered.diagnostics.isEmpty)
    #expect(!lowered.state.namespaces.values.contains { $0.resource.contains("appliance_group") })
    let router = try namespace("security")
    let link = try #require(router.links[Self.link])
    #expect(link.kind == .hostInterface(LinkName(rawValue: "eth2")))
    #expect(link.master == nil && link.mtu == 1568 && link.macAddress.bits == 0)
    #expect(router.sysctls["net/ipv4/conf/all/proxy_arp"] == "1")
    for member in topology.applianceGroups[0].members {
      let tables = Set(
        router.routes.filter { $0.destination == Prefix(host: member.address) }
          .map { route -> UInt32 in
            #expect(route.action == .link(Self.link))
            return route.table
          })
      let subnet = try #require(topology[member.subnet].ipv4)
      let others = Set(router.routes.filter { $0.destination == subnet }.map(\.table))
      #expect(!others.isEmpty && tables == others.union([RouteState.mainTable]))
    }
    #expect(router.rules.contains { $0.inputLink == Self.link })
  }

  @Test("its load balancer's nodes reach it by the router, and nobody there speaks for another")
  func isolation() throws {
    let balancer = try namespace("security/gateway_load_balancer/inspection")
    guard case .gatewayLoadBalancer(let state)? = balancer.dataPlane else {
      Issue.record("no data plane")
      return
    }
    let router = try namespace("security")
    let routers = Set(
      router.links.filter { $0.key.rawValue.hasPrefix("s-") }.map(\.value.macAddress))
    for target in state.targets {
      #expect(Set(target.nextHopMACAddresses.values).isSubset(of: routers))
    }
    for node in state.nodes {
      #expect(balancer.links[node.link]?.disabledOffloads == .transmit)
    }
    let rules = try #require(router.nftables["inet bumpwire"])
    #expect(rules.contains("iifname \"a-firewalls\" meta nfproto ipv6 counter drop"))
    let nodes = topology.gatewayLoadBalancers[0].nodes.map(\.address).sorted()
      .map { "\($0)" }.joined(separator: ", ")
    let geneve = "oifname \"a-firewalls\" udp dport 6081"
    #expect(rules.contains("\(geneve) ip saddr { \(nodes) } meta mark != 0x7f000001 accept\n"))
    #expect(rules.contains("\(geneve) counter drop"))
    #expect(rules.contains("iifname \"a-firewalls\" fib saddr . iif oif missing counter drop"))
    let answers = try #require(router.nftables["arp bumpwire"])
    #expect(answers.contains("iifname \"a-firewalls\" arp saddr ip != 10.100.1.0/24 counter drop"))
    #expect(answers.contains("iifname \"a-firewalls\" arp daddr ip != 10.100.1.0/24 counter drop"))
  }

  @Test("each keeps its slot, by which flows know it, whatever is listed before it")
  func slots() throws {
    func targets(_ lowered: LoweredTopology) throws -> [String: Int] {
      let balancer = try #require(
        lowered.state.namespaces.values.first {
          $0.resource == "security/gateway_load_balancer/inspection"
        })
      guard case .gatewayLoadBalancer(let state)? = balancer.dataPlane else { return [:] }
      return Dictionary(uniqueKeysWithValues: state.targets.map { ($0.resource, $0.slot) })
    }
    let group = "security/appliance_group/firewalls"
    #expect(try targets(lowered) == ["\(group)[10.100.1.50]": 0, "\(group)[10.100.1.51]": 1])
    var edited = topology
    edited.applianceGroups[0].members = [
      .init(index: 0, subnet: ID(6), address: Catagram.address("10.100.1.52")),
      .init(index: 1, subnet: ID(6), address: Catagram.address("10.100.1.51")),
    ]
    let second = Lowering.lower(edited, keeping: lowered.numbers)
    #expect(
      try targets(second) == ["\(group)[10.100.1.51]": 1, "\(group)[10.100.1.52]": 2],
      "the one that goes is drained, and has its slot until then")
    let third = Lowering.lower(edited, keeping: second.numbers)
    #expect(try targets(third) == targets(second))
  }

  @Test("what one interface cannot lead to is refused")
  func refusals() {
    var topology = topology
    topology.applianceGroups[0].members[1].subnet = topology.subnets[0].id
    topology.applianceGroups[0].appliance = .external(
      topology.applianceGroups[0].members.map(\.address), interface: "eth 2")
    let diagnostics = Lowering.lower(topology).diagnostics
    #expect(diagnostics.map(\.id) == [.notProvisioned, .notProvisioned])
    #expect(diagnostics.map(\.message).contains { $0.contains("in several subnets") })
    #expect(diagnostics.map(\.message).contains { $0.contains("no name of an interface") })
  }
}
