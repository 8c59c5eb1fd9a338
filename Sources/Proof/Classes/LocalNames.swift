import Topology

/// What the classes call the things of a VPC: by their order inside it, so that VPCs that look alike
/// are told alike; in transit VPCs, which are part of others' paths, by themselves.
struct LocalNames: Sendable {
  let endpoints: [Symbol]
  let instances: [Symbol]
  let natGateways: [Symbol]

  init(_ topology: Topology, services: [Int32], isTransit: [Bool]) {
    var counts = [Int32](repeating: 0, count: topology.vpcs.count)
    func name(_ kind: Symbol.Kind, _ vpc: Int, _ index: Int, _ detail: Int32) -> Symbol {
      defer { counts[vpc] += 1 }
      // Relative names are even, absolute ones odd.
      let number = isTransit[vpc] ? Int32(index) * 2 + 1 : counts[vpc] * 2
      return Symbol(kind, number, detail)
    }
    endpoints = topology.gwlbEndpoints.enumerated().map { index, endpoint in
      name(.endpoint, endpoint.vpc.index, index, services[index])
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
      return name(.instance, vpc, index, isTransit[vpc] ? service : first)
    }
    natGateways = topology.natGateways.enumerated().map { index, gateway in
      name(.natGateway, gateway.vpc.index, index, 0)
    }
  }
}
