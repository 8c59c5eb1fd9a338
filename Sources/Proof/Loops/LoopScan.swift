import IPAddressing
import Topology

/// Packets to any address, an end's or nobody's, that come back to where they were.
///
/// One that does so inside its sender's VPC is decided by that VPC's tables alone. Any other has
/// entered a VPC before, and loops from there: the addresses with which that happens are few, and
/// looked for once, not for every sender.
struct LoopScan<Bits: AddressBits> {
  /// Who sends, by which door, and one address that loops; a sender has one for each cycle.
  struct Found: Sendable {
    var source: FlowEnd
    /// The VPC whose internet gateway lets it in, for a sender on the internet.
    var vpc: Int32
    var address: Bits
  }

  private struct Sender {
    var end: FlowEnd
    var vpc: Int32
    var start: Int32
    var address: Bits
  }

  private(set) var found: [Found] = []
  /// Whether so much might loop that not all of it was walked.
  private(set) var isCut = false

  /// More walks than this are made of no topology.
  static var budget: Int { 2_000_000 }

  init(_ topology: Topology, _ directory: Directory<Bits>, budget: Int = Self.budget) {
    let model = directory.model
    let senders = Self.senders(topology, directory)
    let starts = senders.map(\.start)
    let graph = LocationGraph(model)
    let looping = graph.loopingLocations(among: starts)
    if looping.isEmpty { return }
    let inside = LocationGraph(model, leavesVPCs: false).loopingLocations(among: starts)
    let entering = EnteringLoops(topology, model, graph, budget: budget)
    let own = VPCBoundaries(
      model, of: Set(senders.lazy.filter { inside.contains($0.start) }.map(\.vpc)))
    let prober = Prober(model)
    var walks = 0
    isCut = entering.isCut
    for sender in senders where looping.contains(sender.start) {
      let isDoor = sender.start >= model.locations.gateways
      var cycles: Set<[Int32]> = []
      let addresses =
        inside.contains(sender.start)
        ? (own[sender.vpc] + entering.addresses).sorted() : entering.addresses
      for address in addresses {
        if isDoor, !model.contains(address, vpc: sender.vpc) { continue }
        if walks == budget {
          isCut = true
          return
        }
        walks += 1
        guard
          let cycle = prober.loop(from: sender.start, source: sender.address, to: address),
          cycles.insert(cycle).inserted
        else { continue }
        found.append(Found(source: sender.end, vpc: sender.vpc, address: address))
      }
    }
  }

  private static func senders(_ topology: Topology, _ directory: Directory<Bits>) -> [Sender] {
    let model = directory.model
    var senders: [Sender] = []
    for end in 0..<directory.count {
      guard let place = directory.destinations.places[end].first else { continue }
      senders.append(
        Sender(
          end: directory.end(Int32(end)), vpc: directory.vpc(of: end),
          start: directory.start(of: end),
          address: directory.destinations.all[Int(place)].first))
    }
    let internet = model.internet.range(of: 0).first { model.internet.values[$0] == 1 }
    guard let internet else { return senders }
    for vpc in topology.vpcs.indices where model.gateways[vpc].hasInternetGateway {
      senders.append(
        Sender(
          end: .internet, vpc: Int32(vpc),
          start: model.locations.gateway(Int32(vpc), .internet),
          address: model.internet.starts[internet]))
    }
    return senders
  }
}
