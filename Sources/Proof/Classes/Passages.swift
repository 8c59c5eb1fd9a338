/// Endpoints, instances in the way and NAT gateways that some flow passes, and entries from transit
/// gateways behind which some flow is inspected, each with a pair of ends whose flow does; and
/// services that some flow comes to in appliance mode.
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

  /// Something of a VPC's that a flow passes, told so that it means the like in VPCs that look alike.
  struct Mark: Hashable, Sendable {
    /// Which of the VPC's places.
    var rank: Int32
    /// Which service is come to in appliance mode from the attachment whose first entry the place is;
    /// nil where the place itself is passed.
    var service: Int32?
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

  /// What of a VPC's was seen; nothing where names mean the same to everyone.
  func marks(of sightings: Sightings, in vpc: Int32) -> [Mark] {
    if isTransit[Int(vpc)] { return [] }
    func mark(_ place: Int32, _ service: Int32?) -> Mark? {
      guard locations.vpc[Int(place)] == vpc else { return nil }
      return Mark(rank: ranks[Int(place - locations.endpoints)], service: service)
    }
    return sightings.places.compactMap { mark($0, nil) }
      + sightings.hashed.compactMap { hashed in
        locations.entries(of: hashed.attachment).first.flatMap { mark($0, hashed.service) }
      }
  }

  /// Whether a VPC has the like, and nothing is known to pass it.
  ///
  /// It need not have what others of an end's class pass on their ways to the end's partners.
  func isUnmarked(_ mark: Mark, in vpc: Int32) -> Bool {
    guard let place = place(mark.rank, in: vpc) else { return false }
    return mark.service.map { !hashed.contains(hash($0, by: place)) } ?? (example(at: place) == nil)
  }

  /// Marks what a VPC that looks like another has of the same.
  mutating func mark(_ marks: some Sequence<Mark>, in vpc: Int32, _ example: Example) {
    for mark in marks {
      guard let place = place(mark.rank, in: vpc) else {
        preconditionFailure("VPCs alike have it")
      }
      if let service = mark.service {
        hashed.insert(hash(service, by: place))
      } else {
        self.mark(place, example)
      }
    }
  }

  private func hash(_ service: Int32, by entry: Int32) -> Sightings.Hashed {
    .init(
      service: service,
      attachment: locations.attachmentOfEntry[Int(entry - locations.entries)])
  }

  private func place(_ rank: Int32, in vpc: Int32) -> Int32? {
    let places = (rank & 1 == 0 ? named : doors)[Int(vpc)]
    return Int(rank >> 1) < places.count ? places[Int(rank >> 1)] : nil
  }
}
