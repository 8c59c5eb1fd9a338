import IPAddressing
import Topology

/// All that classes are made of: what every end's packets meet on their way out, and what every
/// destination is to everyone else, each in a few numbers.
struct Survey<Bits: AddressBits>: Sendable {
  let directory: Directory<Bits>
  let neighbourhood: Neighbourhood<Bits>
  var local: LocalMaps<Bits>
  /// By end: the map of where its packets are first routed.
  let sourceMaps: [Int32]
  /// By NAT gateway: the map of where its packets are first routed.
  let natGatewayMaps: [Int32]
  /// By end: its map's values at every destination, as one sum.
  let sourceDigests: [Digest]
  /// By destination: what all maps and all transit gateways' tables say of it, as one sum.
  let destinationDigests: [Digest]

  var model: Model<Bits> { directory.model }

  init(_ topology: Topology, _ population: Population<Bits>) {
    let directory = Directory(population)
    let model = population.model
    let neighbourhood = Neighbourhood(topology, directory)
    let externals = ExternalTables(topology, model, neighbourhood)
    let names = LocalNames(
      topology, model.locations, services: model.services, isTransit: neighbourhood.isTransit)
    var local = LocalMaps(model, externals.maps, names)

    // Hosts of one table and one zone send alike.
    var byStart: [Int64: Int32] = [:]
    var sourceMaps: [Int32] = []
    sourceMaps.reserveCapacity(directory.count)
    for end in 0..<directory.count {
      let start = Int(directory.start(of: end))
      let key = Int64(model.locations.table[start]) << 32 | Int64(model.locations.zone[start] + 1)
      if let known = byStart[key] {
        sourceMaps.append(known)
      } else {
        let map = local.map(from: Int32(start))
        byStart[key] = map
        sourceMaps.append(map)
      }
    }
    // What transit VPCs do to others' packets.
    for vpc in topology.vpcs.indices where neighbourhood.isTransit[vpc] {
      for index in model.locations.attachmentOffset[vpc]..<model.locations.attachmentOffset[vpc + 1]
      {
        for entry in model.locations.entries(of: model.locations.attachments[Int(index)].attachment)
        {
          _ = local.map(from: entry)
        }
      }
    }
    natGatewayMaps =
      Bits.family == .ipv4
      ? model.natGateways.indices.map { local.map(from: model.locations.natGateway(Int32($0))) }
      : []

    let sums = Sums(directory, local.maps, topology)
    sourceDigests = sourceMaps.map { sums.maps[Int($0)] }
    destinationDigests = sums.destinations
    self.directory = directory
    self.neighbourhood = neighbourhood
    self.local = local
    self.sourceMaps = sourceMaps
  }
}
