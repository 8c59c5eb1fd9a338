import IPAddressing
import Proof
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
      return starts(family).flatMap { start in
        destinations.flatMap { loops(from: start, to: $0) }
      }
    }
  }

  /// Only those that the engine found.
  func faults(of found: [SymmetryProof.Loop]) -> [Fault] {
    found.flatMap { loop -> [Fault] in
      starts(of: loop).flatMap { loops(from: $0, to: loop.address) }
    }
  }

  private func starts(of loop: SymmetryProof.Loop) -> [Start] {
    let location: Location
    switch loop.source {
    case .internet, .internetHost: location = .gateway(loop.vpc, .internet)
    case .onPremises(let vpc, _): location = .gateway(vpc, .virtualPrivate)
    default:
      guard let subnet = walker.topology.subnet(of: loop.source) else { return [] }
      location = .host(subnet)
    }
    return catalogue.representatives.addresses(of: loop.source, loop.address.family).prefix(1)
      .map { Start(end: loop.source, location: location, address: $0) }
  }

  private struct Start {
    let end: FlowEnd
    let location: Location
    let address: IPAddress
  }

  private func loops(from start: Start, to destination: IPAddress) -> [Fault] {
    if case .gateway(let vpc, _) = start.location, !walker.topology[vpc].contains(destination) {
      return []
    }
    let requests = walker.requests(
      from: start.location, source: start.address, to: destination)
    return requests.compactMap { legs in
      guard let path = legs.last, case .loop = path.disposition else { return nil }
      var fault = LoopDiagnosis(
        topology: walker.topology, path: path, earlier: legs.dropLast()
      ).fault(nil, nil)
      fault.stray = Fault.Stray(source: start.end, legs: legs)
      return fault
    }
  }

  private func starts(_ family: AddressFamily) -> [Start] {
    let topology = walker.topology
    let addresses = catalogue.representatives
    let hosts = (catalogue.hostSubnets.map { FlowEnd.subnet($0) } + catalogue.loadBalancerNodes)
      .compactMap { end -> Start? in
        guard let subnet = topology.subnet(of: end),
          let address = addresses.addresses(of: end, family).first
        else { return nil }
        return Start(end: end, location: .host(subnet), address: address)
      }
    let internet = addresses.addresses(of: .internet, family).first
    let doors = topology.vpcs.flatMap { vpc -> [Start] in
      var doors: [Start] = []
      if vpc.internetGateway != nil, let internet {
        doors.append(
          Start(end: .internet, location: .gateway(vpc.id, .internet), address: internet))
      }
      for network in vpc.virtualPrivateGateway?.onPremises ?? [] {
        let end = FlowEnd.onPremises(vpc.id, network)
        guard let address = addresses.addresses(of: end, family).first else { continue }
        doors.append(
          Start(end: end, location: .gateway(vpc.id, .virtualPrivate), address: address))
      }
      return doors
    }
    return hosts + doors
  }
}
