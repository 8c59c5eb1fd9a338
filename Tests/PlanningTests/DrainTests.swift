import HostState
import IPAddressing
import Planning
import Testing

@Suite("A target that goes")
struct DrainTests {
  private static let resource = "security/gateway_load_balancer/inspection"
  private static let balancer = NamespaceName(rawValue: "bw.t.gwlb")
  private static let id = HostObjectID(balancer, .dataPlane)

  private static func target(
    _ slot: Int, address: UInt32? = nil, isDraining: Bool = false
  ) -> GatewayLoadBalancerDataPlane.Target {
    GatewayLoadBalancerDataPlane.Target(
      slot: slot, resource: "security/appliance_group/firewalls[\(slot)]",
      address: IPAddress(ipv4: address ?? 0x0a64_010a + UInt32(slot)), zone: 0,
      nextHopMACAddresses: [0: MACAddress(bits: 7)], isDraining: isDraining)
  }

  /// A gateway load balancer with targets, and the namespace of each target's appliance.
  private static func host(
    _ targets: [GatewayLoadBalancerDataPlane.Target], delay: Int = 300, endpoints: Int = 1,
    index: Int32 = 70_000
  ) -> HostState {
    let (link, peer) = (LinkName(rawValue: "e-app"), LinkName(rawValue: "e-inspect"))
    let router = NamespaceName(rawValue: "bw.t.app")
    func veth(_ namespace: NamespaceName, _ name: LinkName, _ index: Int32) -> LinkState {
      LinkState(
        kind: .veth(peerNamespace: namespace, peer: name), index: index,
        macAddress: MACAddress(bits: UInt64(index)), mtu: 1500, alias: "t/x", group: 7)
    }
    let dataPlane = GatewayLoadBalancerDataPlane(
      endpoints: (0..<endpoints).map {
        GatewayLoadBalancerDataPlane.Endpoint(
          slot: $0, resource: "app/gwlb_endpoint/inspect", id: 7, attachmentID: 8, link: link,
          linkIndex: index, macAddress: MACAddress(bits: 1), routerMACAddress: MACAddress(bits: 2),
          zone: 0, mtu: 1500)
      }, nodes: [], targets: targets, crossZone: false, stickiness: .fiveTuple,
      tcpIdleTimeout: 350, rebalances: false, deregistrationDelay: delay,
      healthCheck: .init(
        protocol: .tcp, port: 80, path: "/", interval: 10, timeout: 5, healthyThreshold: 5,
        unhealthyThreshold: 2))
    var state = HostState(topology: "t")
    state.namespaces[balancer] = NamespaceState(
      resource: resource, links: [link: veth(router, peer, index)],
      dataPlane: .gatewayLoadBalancer(dataPlane))
    state.namespaces[router] = NamespaceState(
      resource: "app", links: [peer: veth(balancer, link, 70_001)])
    for target in targets {
      state.namespaces[NamespaceName(rawValue: "bw.t.firewalls.\(target.slot)")] = NamespaceState(
        resource: target.resource, processes: ["main": ProcessState(arguments: ["true"])])
    }
    return state
  }

  private static func steps(_ observed: HostState, _ desired: HostState) throws -> [Operation] {
    let plan = try Plan(from: observed, to: desired, toolVersion: "test")
    #expect(
      StateDiff(from: observed.applying(plan.operations), to: desired).changes == [])
    return plan.operations
  }

  private static func targets(
    _ object: HostObject?
  ) -> [GatewayLoadBalancerDataPlane.Target]? {
    guard case .dataPlane(.gatewayLoadBalancer(let state))? = object else { return nil }
    return state.targets
  }

  @Test("is drained first, and removed when all else is in place, before its appliance")
  func order() throws {
    let steps = try Self.steps(
      Self.host([Self.target(0), Self.target(1)]), Self.host([Self.target(0)]))
    #expect(
      steps.map(\.phase) == [.dataPlanes, .deregistration, .stopProcesses, .removeNamespaces])
    #expect(
      Self.targets(steps[0].changes[0].after)
        == [Self.target(0), Self.target(1, isDraining: true)])
    #expect(steps[0].reason == "drains security/appliance_group/firewalls[1] for at most 300 s")
    #expect(Self.targets(steps[1].changes[0].after) == [Self.target(0)])
  }

  @Test("and an endpoint that goes outlive the rules and routes that lead to them")
  func leadingPackets() throws {
    let link = LinkName(rawValue: "e-inspect")
    let router = NamespaceName(rawValue: "bw.t.app")
    var observed = Self.host([Self.target(0), Self.target(1)])
    observed.namespaces[router]?.routes = [
      RouteState(table: 100, destination: .defaultIPv4, action: .link(link))
    ]
    observed.namespaces[router]?.rules = [
      RuleState(family: .ipv4, preference: 1000, inputLink: link, action: .lookup(table: 100)),
      RuleState(
        family: .ipv4, preference: 1000, inputLink: LinkName(rawValue: "s-web"),
        action: .lookup(table: 100)),
    ]
    var desired = Self.host([Self.target(0)], endpoints: 0)
    desired.namespaces[router]?.links = [:]
    desired.namespaces[Self.balancer]?.links = [:]
    let steps = try Self.steps(observed, desired)
    #expect(
      steps.map(\.phase) == [
        .dataPlanes, .removeRules, .removeRoutes, .closeRules, .removeEndpoints, .stopProcesses,
        .removeLinks, .removeNamespaces,
      ])
  }

  @Test("keeps its flows, but for a change of stickiness, which says that it ends them")
  func stickiness() throws {
    var desired = Self.host([Self.target(0)])
    guard case .gatewayLoadBalancer(var state)? = desired.namespaces[Self.balancer]?.dataPlane
    else { return }
    state.stickiness = .twoTuple
    desired.namespaces[Self.balancer]?.dataPlane = .gatewayLoadBalancer(state)
    let steps = try Self.steps(Self.host([Self.target(0)]), desired)
    #expect(
      steps.map(\.reason) == ["stickiness 5_tuple -> 2_tuple, which ends established connections"])
  }

  @Test("is not said to be drained where nobody waits for it")
  func impatience() throws {
    let plan = try Plan(
      from: Self.host([Self.target(0), Self.target(1)]), to: Self.host([Self.target(0)]),
      drains: false, toolVersion: "test")
    #expect(
      plan.operations.first?.reason
        == "security/appliance_group/firewalls[1] gets no new flow, and is not drained")
  }

  @Test("that was being drained when somebody stopped is removed without a second beginning")
  func resumed() throws {
    let steps = try Self.steps(
      Self.host([Self.target(0), Self.target(1, isDraining: true)]), Self.host([Self.target(0)]))
    #expect(steps.map(\.phase) == [.deregistration, .stopProcesses, .removeNamespaces])
  }

  @Test("and is wanted again becomes a target as before")
  func wantedAgain() throws {
    let both = [Self.target(0), Self.target(1)]
    let steps = try Self.steps(
      Self.host([Self.target(0), Self.target(1, isDraining: true)]), Self.host(both))
    #expect(steps.map(\.phase) == [.dataPlanes])
    #expect(Self.targets(steps[0].changes[0].after) == both)
  }

  @Test("goes at once without a delay, without endpoints, or when another takes its place")
  func atOnce() throws {
    let observed = Self.host([Self.target(0), Self.target(1)])
    for desired in [
      Self.host([Self.target(0)], delay: 0), Self.host([Self.target(0)], endpoints: 0),
      Self.host([Self.target(0), Self.target(1, address: 0x0a64_0163)]),
      Self.host([Self.target(0), Self.target(2, address: 0x0a64_010b)]),
    ] {
      let steps = try Self.steps(observed, desired)
      #expect(
        steps.flatMap { Self.targets($0.changes[0].after) ?? [] }.allSatisfy { !$0.isDraining })
    }
  }

  @Test("is undone from any point")
  func undone() throws {
    let observed = Self.host([Self.target(0), Self.target(1)])
    let steps = try Self.steps(observed, Self.host([Self.target(0)]))
    for count in 0...steps.count {
      let executed = Array(steps.prefix(count))
      let inverses = try Plan.undoing(executed, topology: "t")
      let back = observed.applying(executed).applying(inverses)
      #expect(StateDiff(from: back, to: observed).changes == [], "after \(count) operations")
    }
  }
}
