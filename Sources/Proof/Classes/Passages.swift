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
  private var ranks: [Int32] = []
  /// By VPC: its places.
  private let places: [[Int32]]
  private(set) var examples: [Example?]
  private(set) var hashed: Set<Sightings.Hashed> = []
  /// By VPC.
  private(set) var crossings: [Int32: Example] = [:]
  private(set) var reentries: [Int32: Example] = [:]

  init(_ model: Model<Bits>, isTransit: [Bool]) {
    locations = model.locations
    self.isTransit = isTransit
    var places = [[Int32]](repeating: [], count: isTransit.count)
    for place in locations.endpoints..<locations.peerings {
      let vpc = Int(locations.vpc[Int(place)])
      ranks.append(Int32(places[vpc].count))
      places[vpc].append(place)
    }
    self.places = places
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

  func isMarked(_ rank: Int32, in vpc: Int32) -> Bool {
    example(at: places[Int(vpc)][Int(rank)]) != nil
  }

  /// Marks what a VPC that looks like another has in the same places.
  mutating func mark(_ ranks: some Sequence<Int32>, in vpc: Int32, _ example: Example) {
    for rank in ranks { mark(places[Int(vpc)][Int(rank)], example) }
  }
}
