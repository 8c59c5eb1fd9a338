/// Endpoints, instances in the way and NAT gateways that some flow passes, and entries from transit
/// gateways behind which some flow is inspected, each with a pair of ends whose flow does.
struct Passages<Bits: AddressBits>: Sendable {
  /// Ends as a directory numbers them, in the order of the pair.
  struct Example: Hashable, Sendable {
    enum Party: Hashable, Sendable {
      case end(Int32)
      case `internet`
      case instance(Int32)
    }

    var first: Party
    var second: Party
  }

  private let locations: LocationSpace
  private let isTransit: [Bool]
  /// By place, counted from the first endpoint: which of its VPC's it is.
  ///
  /// Even numbers are what words name, in the same order; odd ones the doors, in the order in which
  /// classes compare them.
  private let ranks: [Int32]
  /// By VPC: what words name.
  private let named: [[Int32]]
  /// By VPC: where packets enter it.
  private let doors: [[Int32]]
  private(set) var examples: [Example?]
  private(set) var hashed: Set<Sightings.Hashed> = []
  /// By VPC.
  private(set) var crossings: [Int32: Example] = [:]
  private(set) var reentries: [Int32: Example] = [:]

  init(_ model: Model<Bits>, isTransit: [Bool]) {
    locations = model.locations
    self.isTransit = isTransit
    let locations = model.locations
    var ranks = [Int32](repeating: 0, count: Int(locations.peerings - locations.endpoints))
    func number(_ place: Int32, _ bit: Int32, in places: inout [[Int32]]) {
      let vpc = Int(locations.vpc[Int(place)])
      ranks[Int(place - locations.endpoints)] = Int32(places[vpc].count) << 1 | bit
      places[vpc].append(place)
    }
    var named = [[Int32]](repeating: [], count: isTransit.count)
    for place in locations.endpoints..<locations.gateways { number(place, 0, in: &named) }
    var doors = [[Int32]](repeating: [], count: isTransit.count)
    for (_, attachment) in locations.attachments {
      for place in locations.entries(of: attachment) { number(place, 1, in: &doors) }
    }
    for place in locations.gateways..<locations.entries { number(place, 1, in: &doors) }
    (self.ranks, self.named, self.doors) = (ranks, named, doors)
    examples = [Example?](repeating: nil, count: ranks.count)
  }

  func example(at place: Int32) -> Example? { examples[Int(place - locations.endpoints)] }

  mutating func mark(_ place: Int32, _ example: Example) {
    let index = Int(place - locations.endpoints)
    if examples[index] == nil { examples[index] = example }
  }

  mutating func add(_ sightings: Sightings, _ example: Example) {
    for place in sightings.places { mark(place, example) }
    hashed.formUnion(sightings.hashed)
    for vpc in sightings.crossed where crossings[vpc] == nil { crossings[vpc] = example }
    for vpc in sightings.reentered where reentries[vpc] == nil { reentries[vpc] = example }
  }

  /// Which of a VPC's places were seen, by rank; nil where names mean the same to everyone.
  func ranks(of sightings: Sightings, in vpc: Int32) -> [Int32] {
    if isTransit[Int(vpc)] { return [] }
    return sightings.places.filter { locations.vpc[Int($0)] == vpc }
      .map { ranks[Int($0 - locations.endpoints)] }
  }

  /// Whether a VPC has such a place, and nothing is known to pass it.
  ///
  /// It need not have what others of an end's class pass on their ways to the end's partners.
  func isUnmarked(_ rank: Int32, in vpc: Int32) -> Bool {
    place(rank, in: vpc).map { example(at: $0) == nil } ?? false
  }

  /// Marks what a VPC that looks like another has in the same places.
  mutating func mark(_ ranks: some Sequence<Int32>, in vpc: Int32, _ example: Example) {
    for rank in ranks {
      guard let place = place(rank, in: vpc) else { preconditionFailure("VPCs alike have it") }
      mark(place, example)
    }
  }

  private func place(_ rank: Int32, in vpc: Int32) -> Int32? {
    let places = (rank & 1 == 0 ? named : doors)[Int(vpc)]
    return Int(rank >> 1) < places.count ? places[Int(rank >> 1)] : nil
  }
}
