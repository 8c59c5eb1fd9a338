import Diagnostics
import IPAddressing
import Topology

extension Model {
  static func range(of prefix: Prefix) -> ClosedRange<Bits>? {
    guard prefix.family == Bits.family else { return nil }
    let first = Bits(prefix.address)
    return first...first.last(length: prefix.length)
  }

  static func tables(
    _ topology: Topology, _ actions: RouteActions, _ own: OwnSubnets
  ) -> IntervalMaps<Bits> {
    var maps = Flattener<Bits>.maps(topology.routeTables.count) { index, flattener in
      add(topology.routeTables[index].routes, actions, to: &flattener)
    }
    maps.append(
      Flattener<Bits>.maps(topology.transitGatewayRouteTables.count) { index, flattener in
        let routes = topology.transitGatewayRouteTables[index].routes
        for route in routes {
          let action: Action =
            switch route.target {
            case .attachment(let attachment): Action(.attachment, attachment.index)
            case .blackhole: Action(.blackhole)
            }
          add(route.destination, rank: rank(route.origin), action, to: &flattener)
        }
        addUndecided(
          RouteActions.undecided(routes.lazy.map { ($0.destination, $0.origin, $0.target) }),
          to: &flattener)
        addReserved(to: &flattener)
      })
    maps.append(
      Flattener<Bits>.maps(topology.vpcs.count) { index, flattener in
        for cidr in topology.vpcs[index].cidrs {
          add(cidr, rank: 0, Action(.local), to: &flattener)
        }
        addReserved(to: &flattener)
      })
    maps.append(
      Flattener<Bits>.maps(own.subnets.count) { index, flattener in
        let subnet = topology.subnets[own.subnets[index].index]
        let cidrs = subnet.cidrs
        add(
          topology.routeTables[subnet.routeTable.index].routes.filter { route in
            !cidrs.contains { $0.contains(route.destination) }
          }, actions, to: &flattener)
        for cidr in cidrs { add(cidr, rank: 0, Action(.local), to: &flattener) }
      })
    return maps
  }

  /// What a route table's routes do.
  private static func add(
    _ routes: [Route], _ actions: RouteActions, to flattener: inout Flattener<Bits>
  ) {
    var hasLists = false
    for route in routes {
      add(route, actions.action(route.target), to: &flattener)
      if route.origin.isPrefixList { hasLists = true }
    }
    if hasLists {
      addUndecided(
        RouteActions.undecided(routes.lazy.map { ($0.destination, $0.origin, $0.target) }),
        to: &flattener)
    }
    addReserved(to: &flattener)
  }

  /// Static routes hold all the same.
  static func addUndecided(_ destinations: [Prefix], to flattener: inout Flattener<Bits>) {
    for destination in destinations {
      add(destination, rank: 2, Action(.undecided), to: &flattener)
    }
  }

  static func add(_ route: Route, _ action: Action, to flattener: inout Flattener<Bits>) {
    add(route.destination, rank: rank(route.origin), action, to: &flattener)
  }

  /// Routes inside the reserved range never hold.
  private static func add(
    _ destination: Prefix, rank: Int, _ action: Action, to flattener: inout Flattener<Bits>
  ) {
    let first = Bits(truncatingIfNeeded: destination.address.bits)
    guard destination.family == Bits.family, !isReserved(first, length: destination.length) else {
      return
    }
    flattener.add(first, length: destination.length, rank: rank, action.rawValue)
  }

  static func addReserved(to flattener: inout Flattener<Bits>) {
    flattener.add(
      reserved.first, length: reserved.length, Action(.reserved).rawValue)
  }

  /// The range that AWS never forwards (aws-gwlb 4.1): 169.254.168.0/22, fd00:ec2::/32.
  private static var reserved: (first: Bits, length: Int) {
    Bits.family == .ipv4
      ? (Bits(truncatingIfNeeded: UInt32(0xA9FE_A800)), 22)
      : (Bits(truncatingIfNeeded: UInt128(0xFD00_0EC2) << 96), 32)
  }

  private static func isReserved(_ first: Bits, length: Int) -> Bool {
    length >= reserved.length && first >= reserved.first
      && first <= reserved.first.last(length: reserved.length)
  }

  private static func rank(_ origin: RouteOrigin) -> Int {
    switch origin {
    case .local: 0
    case .static: 1
    // Undecided ones come before.
    case .prefixList: 3
    case .propagated: 4
    }
  }

  static func subnets(_ topology: Topology) -> IntervalMaps<Bits> {
    var maps = IntervalMaps<Bits>()
    var flattener = Flattener<Bits>()
    for vpc in topology.vpcs {
      for cidr in vpc.cidrs where cidr.family == Bits.family {
        flattener.add(Bits(cidr.address), length: cidr.length, rank: 1, noSubnet)
      }
      for id in vpc.subnets {
        let subnet = topology.subnets[id.index]
        guard let cidr = Bits.family == .ipv4 ? subnet.ipv4 : subnet.ipv6 else { continue }
        flattener.add(Bits(cidr.address), length: cidr.length, id.rawValue)
      }
      flattener.flush(into: &maps, otherwise: outside)
    }
    return maps
  }

  static func mappings(_ topology: Topology) -> [Mapping] {
    var found: [Mapping] = []
    func add(_ vpc: ID<VPC>, _ address: IPAddress?, _ isPublic: Bool) {
      guard let bits = Bits(ofFamily: address) else { return }
      found.append(Mapping(vpc: vpc.rawValue, address: bits, isPublic: isPublic))
    }
    guard Bits.family == .ipv4 else { return [] }
    for instance in topology.instances {
      add(instance.vpc, instance.ipv4, instance.publicAddress != nil)
    }
    for balancer in topology.loadBalancers {
      for node in balancer.nodes { add(balancer.vpc, node.address, node.publicAddress != nil) }
    }
    for gateway in topology.natGateways { add(gateway.vpc, gateway.privateAddress, true) }
    return found.sorted { $0.precedes($1) }
  }

  /// One number a gateway load balancer, and one for all instances that one declaration makes.
  static func services(_ topology: Topology) -> [Int32] {
    var declarations: [SourceRange: Int32] = [:]
    let base = Int32(topology.gatewayLoadBalancers.count)
    return topology.gwlbEndpoints.map(\.service.rawValue)
      + topology.instances.map { instance in
        let known = declarations[instance.source] ?? base + Int32(declarations.count)
        declarations[instance.source] = known
        return known
      }
  }
}
