import IPAddressing
import Topology

/// VPCs in which nothing that forwarding depends on differs between two topologies.
///
/// What is not surely the same counts as touched: it only costs time.
struct UntouchedVPCs {
  /// By VPC of the old topology.
  private(set) var vpcs: [Bool]
  /// Whether no transit gateway and no peering is touched.
  private(set) var areHubsUntouched: Bool
  private let old: Topology
  private let new: Topology
  private let correspondence: Correspondence

  init(_ old: Topology, _ new: Topology, _ correspondence: Correspondence) {
    self.old = old
    self.new = new
    self.correspondence = correspondence
    vpcs = []
    areHubsUntouched = false
    let (before, after) = (Contents(old), Contents(new))
    vpcs = old.vpcs.indices.map { vpc in
      let counterpart = Int(correspondence.vpcs.newOfOld[vpc])
      return counterpart >= 0
        && isSame(old.vpcs[vpc], new.vpcs[counterpart], before, after)
    }
    areHubsUntouched = haveSameHubs()
  }

  /// What each VPC has, by index.
  private struct Contents {
    var endpoints: [[GWLBEndpoint]]
    var instances: [[Instance]]
    var gateways: [[NATGateway]]
    var balancers: [[LoadBalancer]]
    var attachments: [[TransitGatewayAttachment]]
    let actions: RouteActions

    init(_ topology: Topology) {
      func byVPC<Element>(_ elements: [Element], _ vpc: (Element) -> ID<VPC>) -> [[Element]] {
        var found = [[Element]](repeating: [], count: topology.vpcs.count)
        for element in elements { found[vpc(element).index].append(element) }
        return found
      }
      endpoints = byVPC(topology.gwlbEndpoints, \.vpc)
      instances = byVPC(topology.instances, \.vpc)
      gateways = byVPC(topology.natGateways, \.vpc)
      balancers = byVPC(topology.loadBalancers, \.vpc)
      attachments = byVPC(topology.transitGatewayAttachments, \.vpc)
      actions = RouteActions(topology)
    }
  }

  private func isSame(
    _ left: VPC, _ right: VPC, _ before: Contents, _ after: Contents
  ) -> Bool {
    let (one, other) = (left.id.index, right.id.index)
    return left.cidrs == right.cidrs
      && isSame(left.internetGateway?.routeTable, right.internetGateway?.routeTable)
      && (left.internetGateway == nil) == (right.internetGateway == nil)
      && (left.egressOnlyInternetGateway == nil) == (right.egressOnlyInternetGateway == nil)
      && isSame(left.virtualPrivateGateway?.routeTable, right.virtualPrivateGateway?.routeTable)
      && left.virtualPrivateGateway?.onPremises == right.virtualPrivateGateway?.onPremises
      && all(left.subnets.map { old[$0] }, right.subnets.map { new[$0] }, isSame)
      && all(before.endpoints[one], after.endpoints[other]) { left, right in
        isSame(left.id, right.id, \.gwlbEndpoints) && isSame(left.subnet, right.subnet, \.subnets)
          && isSame(left.service, right.service, \.gatewayLoadBalancers)
          && left.ipv4 == right.ipv4
          && before.actions.isServed(left.id) == after.actions.isServed(right.id)
      }
      && all(before.instances[one], after.instances[other], isSame)
      && all(before.gateways[one], after.gateways[other]) { left, right in
        isSame(left.id, right.id, \.natGateways) && isSame(left.subnet, right.subnet, \.subnets)
          && left.privateAddress == right.privateAddress
      }
      && all(before.balancers[one], after.balancers[other], isSame)
      && all(before.attachments[one], after.attachments[other], isSame)
  }

  private func all<Element>(
    _ left: [Element], _ right: [Element], _ isSame: (Element, Element) -> Bool
  ) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy(isSame)
  }

  private func isSame<Element>(
    _ left: ID<Element>, _ right: ID<Element>,
    _ matching: KeyPath<Correspondence, Matching<Element>>
  ) -> Bool {
    correspondence[keyPath: matching].newOfOld[left.index] == right.rawValue
  }

  private func isSame(_ left: Subnet, _ right: Subnet) -> Bool {
    isSame(left.id, right.id, \.subnets) && left.ipv4 == right.ipv4 && left.ipv6 == right.ipv6
      && left.hosts == right.hosts && isSame(left.zone, right.zone, \.zones)
      && isSame(left.routeTable, right.routeTable)
  }

  private func isSame(_ left: Instance, _ right: Instance) -> Bool {
    isSame(left.id, right.id, \.instances) && isSame(left.subnet, right.subnet, \.subnets)
      && left.ipv4 == right.ipv4 && left.ipv6 == right.ipv6
      && left.sourceDestinationCheck == right.sourceDestinationCheck
      && (left.publicAddress == nil) == (right.publicAddress == nil)
      && correspondence.instanceServices.old[left.id.index]
        == correspondence.instanceServices.new[right.id.index]
  }

  private func isSame(_ left: LoadBalancer, _ right: LoadBalancer) -> Bool {
    isSame(left.id, right.id, \.loadBalancers)
      && all(left.nodes, right.nodes) { left, right in
        isSame(left.subnet, right.subnet, \.subnets) && left.address == right.address
          && (left.publicAddress == nil) == (right.publicAddress == nil)
      }
      && all(left.targets(in: old), right.targets(in: new)) { isSame($0, $1, \.instances) }
  }

  private func isSame(
    _ left: TransitGatewayAttachment, _ right: TransitGatewayAttachment
  ) -> Bool {
    isSame(left.id, right.id, \.attachments) && left.applianceMode == right.applianceMode
      && isSame(left.routeTable, right.routeTable, \.transitGatewayRouteTables)
      && all(left.subnets, right.subnets) { isSame($0, $1, \.subnets) }
  }

  private func isSame(_ left: ID<RouteTable>?, _ right: ID<RouteTable>?) -> Bool {
    guard let left, let right else { return left == right }
    return all(old[left].routes, new[right].routes) { left, right in
      left.destination == right.destination && left.origin.rank == right.origin.rank
        && correspondence.isSame(left.target, right.target)
    }
  }

  private func haveSameHubs() -> Bool {
    all(old.transitGatewayRouteTables, new.transitGatewayRouteTables) { left, right in
      isSame(left.id, right.id, \.transitGatewayRouteTables)
        && all(left.routes, right.routes) { left, right in
          guard left.destination == right.destination, left.origin.rank == right.origin.rank else {
            return false
          }
          switch (left.target, right.target) {
          case (.attachment(let left), .attachment(let right)):
            return isSame(left, right, \.attachments)
          case (.blackhole, .blackhole): return true
          default: return false
          }
        }
    }
      && all(old.transitGatewayAttachments, new.transitGatewayAttachments, isSame)
      && all(old.peerings, new.peerings) { left, right in
        isSame(left.id, right.id, \.peerings) && isSame(left.vpcs.0, right.vpcs.0, \.vpcs)
          && isSame(left.vpcs.1, right.vpcs.1, \.vpcs)
      }
  }
}

extension RouteOrigin {
  /// Which of equal destinations holds: the lowest.
  fileprivate var rank: Int {
    switch self {
    case .local: 0
    case .static: 1
    case .prefixList: 2
    case .propagated: 3
    }
  }
}

extension LoadBalancer {
  /// What its listeners forward to.
  func targets(in topology: Topology) -> [ID<Instance>] {
    Set(listeners.flatMap { topology[$0.targetGroup].targets }).sorted()
  }
}
