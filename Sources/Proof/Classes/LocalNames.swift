import Topology

/// What the classes call the things of a VPC: by their order inside it, so that VPCs that look alike
/// are told alike; in transit VPCs, which are part of others' paths, by themselves.
struct LocalNames: Sendable {
  let endpoints: [Symbol]
  let instances: [Symbol]
  let natGateways: [Symbol]
  private let locations: LocationSpace
  /// By VPC: the locations of its endpoints, instances and NAT gateways, in order.
  private let places: [[Int32]]

  init(
    _ topology: Topology, _ locations: LocationSpace, services: [Int32], isTransit: [Bool]
  ) {
    self.locations = locations
    var places = [[Int32]](repeating: [], count: topology.vpcs.count)
    for place in locations.endpoints..<locations.gateways {
      places[Int(locations.vpc[Int(place)])].append(place)
    }
    self.places = places
    var counts = [Int32](repeating: 0, count: topology.vpcs.count)
    func name(_ kind: Symbol.Kind, _ vpc: Int, _ index: Int, _ detail: Int32) -> Symbol {
      defer { counts[vpc] += 1 }
      // Relative names are even, absolute ones odd.
      let number = isTransit[vpc] ? Int32(index) * 2 + 1 : counts[vpc] * 2
      return Symbol(kind, number, detail)
    }
    endpoints = topology.gwlbEndpoints.enumerated().map { index, endpoint in
      // Two endpoints of one service differ in another way in one zone than in two.
      let zone = locations.zone[Int(locations.endpoint(Int32(index)))]
      return name(.endpoint, endpoint.vpc.index, index, services[index] * locations.zones + zone)
    }
    // Instances that one declaration makes are told from others by the first of them in the VPC.
    var firsts: [Int64: Int32] = [:]
    let base = topology.gwlbEndpoints.count
    instances = topology.instances.enumerated().map { index, instance in
      let vpc = instance.vpc.index
      let service = services[base + index]
      let key = Int64(vpc) << 32 | Int64(service)
      let first = firsts[key] ?? counts[vpc]
      firsts[key] = first
      let zone = locations.zone[Int(locations.instance(Int32(index)))]
      return name(
        .instance, vpc, index, (isTransit[vpc] ? service : first) * locations.zones + zone)
    }
    natGateways = topology.natGateways.enumerated().map { index, gateway in
      name(.natGateway, gateway.vpc.index, index, 0)
    }
  }

  /// What a name means in a VPC.
  func location(of symbol: Symbol, in vpc: Int32) -> Int32? {
    let number = Int(symbol.index >> 1)
    if symbol.index & 1 == 0 {
      return number < places[Int(vpc)].count ? places[Int(vpc)][number] : nil
    }
    switch symbol.kind {
    case .endpoint: return locations.endpoint(Int32(number))
    case .instance: return locations.instance(Int32(number))
    case .natGateway: return locations.natGateway(Int32(number))
    default: return nil
    }
  }
}
