import Diagnostics
import IPAddressing
import TestSupport
import Topology

@testable import Verification

/// Random `inspection` and `expect` for a random network: single ends, some, all; with exceptions.
struct RandomDemands {
  private var random: SplitMix64
  private let ends: [FlowEnd]
  private let topology: Topology
  private var line = 10_000

  static func added(to topology: Topology, seed: UInt64) -> Topology {
    var demands = RandomDemands(random: SplitMix64(seed: ~seed), topology: topology)
    var result = topology
    for _ in 0..<(1 + demands.random.number(below: 3)) {
      result.inspections.append(demands.inspection())
    }
    for _ in 0..<(1 + demands.random.number(below: 4)) {
      result.expectations.append(demands.expectation())
    }
    return result
  }

  private init(random: SplitMix64, topology: Topology) {
    self.random = random
    self.topology = topology
    ends =
      [.internet] + topology.internet.hosts.map { .internetHost($0.id) }
      + topology.subnets.filter(\.hosts).map { .subnet($0.id) }
      + topology.instances.filter { topology[$0.subnet].hosts }.map { .instance($0.id) }
      + topology.loadBalancers.flatMap { balancer in
        balancer.nodes.indices.map { .loadBalancerNode(balancer.id, node: $0) }
      }
      + topology.vpcs.flatMap { vpc in
        (vpc.virtualPrivateGateway?.onPremises ?? []).map { .onPremises(vpc.id, $0) }
      }
  }

  private mutating func source() -> SourceRange {
    line += 1
    return SourceRange(
      file: "random.yaml", start: .init(line: line, column: 1), end: .init(line: line, column: 2))
  }

  private mutating func selector() -> FlowSelector {
    var selected: [FlowEnd]
    switch random.number(below: 10) {
    case 0...3: selected = [random.element(of: ends) ?? .internet]
    case 4...6: selected = ends.filter { _ in random.chance(0.3) }
    case 7: selected = ends
    case 8: selected = [.internet]
    default:
      let vpc = ID<VPC>(random.number(below: topology.vpcs.count))
      selected = ends.filter { end in
        if case .subnet(let subnet) = end { topology[subnet].vpc == vpc } else { false }
      }
    }
    if selected.isEmpty { selected = [.internet] }
    return FlowSelector(text: "selector-\(line)", ends: selected, source: source())
  }

  private mutating func through() -> [ID<GatewayLoadBalancer>] {
    [[ID(0)], [ID(1)], [ID(0), ID(1)], [ID(1), ID(1)]][random.number(below: 4)]
  }

  private mutating func inspection() -> Inspection {
    var exceptions: [Inspection.Exception] = []
    for _ in 0..<random.number(below: 3) where random.chance(0.5) {
      exceptions.append(.init(match: match(), reason: "", source: source()))
    }
    let first = selector()
    return Inspection(
      name: "i\(line)", first: first, second: random.chance(0.15) ? first : selector(),
      direction: random.chance(0.6) ? .either : .forward, through: through(),
      exceptions: exceptions, source: source())
  }

  /// What an exception names: a host, a subnet, part of one, a network, part of the internet.
  private mutating func match() -> Prefix {
    let subnets = topology.subnets.flatMap(\.cidrs)
    let subnet = random.element(of: subnets) ?? .defaultIPv4
    switch random.number(below: 6) {
    case 0: return subnet
    case 1:
      return subnet.first.advanced(by: random.number(below: 20)).map(Prefix.init(host:)) ?? subnet
    case 2: return Prefix(subnet.first, length: subnet.length + 1)
    case 3: return RandomTopology.prefix("8.0.0.0/7")
    case 4: return RandomTopology.prefix("198.51.100.0/28")
    default: return random.element(of: topology.vpcs.flatMap(\.cidrs)) ?? subnet
    }
  }

  private mutating func expectation() -> Expectation {
    let path: Expectation.Path = [.inspected, .direct, .unreachable][random.number(below: 3)]
    if path == .inspected, random.chance(0.6), let (from, to) = inspectedEnds() {
      let sides = [from, to].map { FlowSelector(text: "end-\(line)", ends: [$0], source: source()) }
      return Expectation(
        from: sides[0], to: sides[1], protocol: nil, port: nil, path: path, through: [],
        source: source())
    }
    return Expectation(
      from: selector(), to: selector(), protocol: nil, port: nil, path: path,
      through: path == .inspected && random.chance(0.5) ? through() : [], source: source())
  }

  /// Two ends between which some flow is inspected, among a few that are tried: of any two, few are.
  private mutating func inspectedEnds() -> (FlowEnd, FlowEnd)? {
    let catalogue = FlowCatalogue(Walker(topology))
    for _ in 0..<12 {
      guard let from = random.element(of: ends), let to = random.element(of: ends),
        catalogue.isOpened(from: from, to: to)
      else { continue }
      let flow = AddressFamily.allCases.lazy.compactMap {
        catalogue.flows(from: from, to: to, $0).first
      }.first
      guard let flow, catalogue.isPossible(flow) else { continue }
      let trips = catalogue.walker.roundTrips(of: flow)
      if trips.contains(where: { $0.outcome == .connected && !$0.points.isEmpty }) {
        return (from, to)
      }
    }
    return nil
  }
}
