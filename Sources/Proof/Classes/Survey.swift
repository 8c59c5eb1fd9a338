import IPAddressing
import Topology

/// All that classes are made of: what every end's packets meet on their way out, and what every
/// destination is to everyone else, each in a few numbers.
struct Survey<Bits: AddressBits>: Sendable {
  let directory: Directory<Bits>
  let neighbourhood: Neighbourhood<Bits>
  /// By VPC: those with which a peering joins it.
  let peers: [[Int32]]
  var local: LocalMaps<Bits>
  /// By end: the map of where its packets are first routed.
  let sourceMaps: [Int32]
  /// By NAT gateway: the map of where its packets are first routed.
  let natGatewayMaps: [Int32]
  /// By end: what its map says of every destination that exists, as one number.
  let sourceRows: [Int32]
  /// By destination: what all maps and all transit gateways' tables say of it, as one number.
  let destinationColumns: [Int32]

  var model: Model<Bits> { directory.model }

  /// By VPC: the maps of its NAT gateways, from where answers from outside go on.
  var restoringMaps: [Int32: [Int32]] {
    model.natGatewaysOfVPCs.mapValues { $0.map { natGatewayMaps[$0] } }
  }

  /// - Parameters:
  ///   - mixer: what spreads keys in tables; verdicts do not depend on it.
  ///   - mostRows: how many ways of sending are told apart before some become exceptions of others;
  ///     neither do they on this.
  init(
    _ topology: Topology, _ population: Population<Bits>, _ mixer: Mixer = .ofThisRun,
    mostRows: Int = DefaultRows<Bits>.most
  ) {
    let directory = Directory(population)
    let model = population.model
    let neighbourhood = Neighbourhood(topology, directory)
    let externals = ExternalTables(topology, model, neighbourhood)
    let names = LocalNames(
      topology, model.locations, services: model.services, isTransit: neighbourhood.isTransit)
    var local = LocalMaps(model, externals.maps, names, mixer)

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
    var passing: [Int32] = []
    for vpc in topology.vpcs.indices where neighbourhood.isTransit[vpc] {
      for index in model.locations.attachmentOffset[vpc]..<model.locations.attachmentOffset[vpc + 1]
      {
        for entry in model.locations.entries(of: model.locations.attachments[Int(index)].attachment)
        {
          passing.append(local.map(from: entry))
        }
      }
    }
    natGatewayMaps =
      Bits.family == .ipv4
      ? model.natGateways.indices.map { local.map(from: model.locations.natGateway(Int32($0))) }
      : []

    let live = LiveMaps(local.maps, directory.destinations, mixer)
    let defaults = DefaultRows(
      sourceMaps.map { live.rows[Int($0)] }, live, directory, neighbourhood, most: mostRows)
    sourceRows = defaults.rows
    // What transit VPCs and NAT gateways do goes on to be told in full.
    let others = (natGatewayMaps + passing).map { live.rows[Int($0)] }
    destinationColumns =
      DestinationColumns(
        directory, live, rows: Set(sourceRows + others).sorted(), topology, mixer
      ).columns
    self.directory = directory
    peers = neighbourhood.partners
    self.neighbourhood = neighbourhood.adding(defaults.partners)
    self.local = local
    self.sourceMaps = sourceMaps
  }
}
