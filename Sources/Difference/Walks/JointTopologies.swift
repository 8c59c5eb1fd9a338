package import Topology
package import Verification

/// Two topologies, and one name for what is the same thing in both.
package struct JointTopologies: Sendable {
  package enum Side: Hashable, Sendable { case old, new }

  package let old: Topology
  package let new: Topology
  package let correspondence: Correspondence

  package init(_ old: Topology, _ new: Topology) {
    self.old = old
    self.new = new
    correspondence = Correspondence(old, new)
  }

  package func topology(_ side: Side) -> Topology { side == .old ? old : new }

  /// Where a decision is taken, by names that hold on both sides; what moves to another subnet is
  /// another place.
  package struct Place: Hashable, Sendable {
    package var kind: String
    package var thing: Int32
    package var part: Int32
  }

  /// What a stateful point does, whichever zone it is in.
  package enum Service: Hashable, Sendable {
    case gatewayLoadBalancer(Int32)
    case instances(Int32)
  }

  private func number<Element>(
    _ id: ID<Element>, _ side: Side, _ matching: KeyPath<Correspondence, Matching<Element>>
  ) -> Int32 {
    let matching = correspondence[keyPath: matching]
    return side == .old ? matching.joint(old: id.index) : matching.joint(new: id.index)
  }

  package func place(of location: Location, _ side: Side) -> Place {
    let topology = topology(side)
    func place(_ kind: String, _ thing: Int32, _ subnet: ID<Subnet>) -> Place {
      Place(kind: kind, thing: thing, part: number(subnet, side, \.subnets))
    }
    switch location {
    case .host(let subnet): return place("host", 0, subnet)
    case .endpoint(let id):
      return place("endpoint", number(id, side, \.gwlbEndpoints), topology[id].subnet)
    case .instance(let id):
      return place("instance", number(id, side, \.instances), topology[id].subnet)
    case .natGateway(let id):
      return place("nat_gateway", number(id, side, \.natGateways), topology[id].subnet)
    case .attachment(let id, let subnet):
      return place("attachment", number(id, side, \.attachments), subnet)
    case .gateway(let vpc, let gateway):
      return Place(kind: "\(gateway)", thing: number(vpc, side, \.vpcs), part: 0)
    case .peering(let id, let vpc):
      return Place(
        kind: "peering", thing: number(id, side, \.peerings), part: number(vpc, side, \.vpcs))
    case .transitGateway(let id, let zone):
      return Place(
        kind: "transit_gateway", thing: number(id, side, \.attachments),
        part: number(zone, side, \.zones))
    }
  }

  package func service(of point: InspectionPoint, _ side: Side) -> Service {
    switch point {
    case .endpoint(let id):
      return .gatewayLoadBalancer(
        number(topology(side)[id].service, side, \.gatewayLoadBalancers))
    case .instance(let id):
      let services = correspondence.instanceServices
      return .instances(side == .old ? services.old[id.index] : services.new[id.index])
    }
  }

  /// Where a path ends, in the same terms.
  func end(of path: Path, _ side: Side) -> Place? {
    switch path.disposition {
    case .delivered(let subnet):
      Place(kind: "delivered", thing: number(subnet, side, \.subnets), part: 0)
    case .exits(let vpc, let gateway):
      Place(kind: "exits by \(gateway)", thing: number(vpc, side, \.vpcs), part: 0)
    case .translated(let gateway): place(of: .natGateway(gateway), side)
    case .dropped, .loop: nil
    }
  }
}
