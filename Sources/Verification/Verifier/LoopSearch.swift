import IPAddressing
import Topology

/// Looks for loops towards every class of addresses, whether anybody lives there or not, from every
/// host and every gateway.
struct LoopSearch {
  let walker: Walker
  let catalogue: FlowCatalogue

  func faults() -> [Fault] {
    let topology = walker.topology
    let classes = AddressClasses(topology)
    return AddressFamily.allCases.flatMap { family -> [Fault] in
      let everything: Prefix = family == .ipv4 ? .defaultIPv4 : .defaultIPv6
      let destinations = classes.classes(in: everything).compactMap { $0.first?.lowerBound }
      return starts(family).flatMap { start, source in
        destinations.flatMap { loops(from: start, source, to: $0) }
      }
    }
  }

  private func loops(from start: Location, _ source: IPAddress, to destination: IPAddress)
    -> [Fault]
  {
    if case .gateway(let vpc, _) = start, !walker.topology[vpc].contains(destination) { return [] }
    return walker.requests(from: start, source: source, to: destination).compactMap { legs in
      guard let path = legs.last, case .loop = path.disposition else { return nil }
      return LoopDiagnosis(topology: walker.topology, path: path, earlier: legs.dropLast())
        .fault(nil, nil)
    }
  }

  private func starts(_ family: AddressFamily) -> [(Location, IPAddress)] {
    let topology = walker.topology
    let addresses = catalogue.representatives
    let hosts = (catalogue.hostSubnets.map { FlowEnd.subnet($0) } + catalogue.loadBalancerNodes)
      .compactMap { end -> (Location, IPAddress)? in
        guard let subnet = topology.subnet(of: end),
          let address = addresses.addresses(of: end, family).first
        else { return nil }
        return (.host(subnet), address)
      }
    guard let outside = addresses.addresses(of: .internet, family).first else { return hosts }
    let doors = topology.vpcs.flatMap { vpc -> [(Location, IPAddress)] in
      var doors: [Gateway] = []
      if vpc.internetGateway != nil { doors.append(.internet) }
      if vpc.virtualPrivateGateway != nil { doors.append(.virtualPrivate) }
      return doors.map { (.gateway(vpc.id, $0), outside) }
    }
    return hosts + doors
  }
}
