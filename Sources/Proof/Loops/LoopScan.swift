import IPAddressing
import Topology

/// Packets to any address, an end's or nobody's, that come back to where they were.
struct LoopScan<Bits: AddressBits> {
  /// Who sends, by which door, and one address that loops; a sender has one for each cycle.
  struct Found: Sendable {
    var source: FlowEnd
    /// The VPC whose internet gateway lets it in, for a sender on the internet.
    var vpc: Int32
    var address: Bits
  }

  private(set) var found: [Found] = []
  private let prober: Prober<Bits>

  /// More walks than this are made of no topology: which of many alike loop need not be said.
  private static var budget: Int { 2_000_000 }

  init(_ topology: Topology, _ directory: Directory<Bits>) {
    let model = directory.model
    prober = Prober(model)
    var starts: [(end: FlowEnd, vpc: Int32, start: Int32, address: Bits)] = []
    for end in 0..<directory.count {
      guard let place = directory.destinations.places[end].first else { continue }
      starts.append(
        (
          directory.end(Int32(end)), directory.vpc(of: end), directory.start(of: end),
          directory.destinations.all[Int(place)].first
        ))
    }
    let internet = model.internet.range(of: 0).first { model.internet.values[$0] == 1 }
    for vpc in topology.vpcs.indices where model.gateways[vpc].hasInternetGateway {
      guard let internet else { break }
      starts.append(
        (
          .internet, Int32(vpc), model.locations.gateway(Int32(vpc), .internet),
          model.internet.starts[internet]
        ))
    }
    let looping = LocationGraph(model).loopingLocations(among: starts.map(\.start))
    if looping.isEmpty { return }
    let addresses = [0] + Boundaries(topology, model, widest: .max).starts.filter { $0 > 0 }
    var walks = 0
    for start in starts where looping.contains(start.start) {
      let isDoor = start.start >= model.locations.gateways
      var cycles: Set<[Int32]> = []
      for address in addresses {
        if isDoor, !model.contains(address, vpc: start.vpc) { continue }
        if walks == Self.budget { return }
        walks += 1
        guard let cycle = cycle(from: start.start, start.address, to: address) else { continue }
        if cycles.insert(cycle).inserted {
          found.append(Found(source: start.end, vpc: start.vpc, address: address))
        }
      }
    }
  }

  /// The steps of a request that loops.
  private func cycle(from start: Int32, _ source: Bits, to address: Bits) -> [Int32]? {
    prober.requests(from: start, source: source, to: address)
      .first { $0[$0.count - 1].ending == .loop }?.flatMap(\.steps)
  }
}
