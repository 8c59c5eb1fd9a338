/// What packets to other places meet inside the VPC that they are in, from a place there until they
/// leave it: words of symbols by interval of addresses, equal maps once.
struct LocalMaps<Bits: AddressBits>: Sendable {
  let model: Model<Bits>
  let externals: IntervalMaps<Bits>
  let names: LocalNames
  var lexicon: Lexicon
  private let mixer: Mixer
  private(set) var maps = IntervalMaps<Bits>()
  private var known: [UInt64: [Int32]] = [:]
  /// Where a packet has been, and with which addresses it goes on from there: endpoints may stand in
  /// a row of any length.
  private struct Visit {
    var location: Int32
    /// The next of the table's intervals, and the end of them.
    var interval: Int
    var end: Int
    var first: Bits
    var last: Bits
    var word: Int32
  }

  private var path: [Visit] = []
  private var draft: [(start: Bits, word: Int32)] = []

  init(
    _ model: Model<Bits>, _ externals: IntervalMaps<Bits>, _ names: LocalNames, _ mixer: Mixer
  ) {
    self.mixer = mixer
    lexicon = Lexicon(mixer)
    self.model = model
    self.externals = externals
    self.names = names
  }

  /// The map of a location.
  mutating func map(from location: Int32) -> Int32 {
    draft.removeAll(keepingCapacity: true)
    follow(location, 0, .max, Lexicon.empty)
    return intern()
  }

  private mutating func emit(_ start: Bits, _ word: Int32) {
    if let last = draft.last, last.word == word { return }
    draft.append((start, word))
  }

  private mutating func end(_ start: Bits, _ word: Int32, _ symbol: Symbol) {
    emit(start, lexicon.word(word, symbol))
  }

  private mutating func follow(_ location: Int32, _ first: Bits, _ last: Bits, _ word: Int32) {
    enter(location, first, last, word)
    while let visit = path.last {
      let index = visit.interval
      guard index < visit.end, externals.starts[index] <= visit.last else {
        path.removeLast()
        continue
      }
      path[path.count - 1].interval += 1
      let table = Int(model.locations.externalTable(at: visit.location))
      let low = max(visit.first, externals.starts[index])
      let high = min(visit.last, externals.end(of: index, in: table))
      take(Action(rawValue: externals.values[index]), from: visit.location, low, high, visit.word)
    }
  }

  private mutating func enter(_ location: Int32, _ first: Bits, _ last: Bits, _ word: Int32) {
    if path.contains(where: { $0.location == location }) {
      return end(first, word, Symbol(.loop))
    }
    let table = Int(model.locations.externalTable(at: location))
    // Local routes alone lead nowhere else.
    guard table < externals.count else { return drop(first, word, .noRoute) }
    path.append(
      Visit(
        location: location, interval: externals.index(of: first, in: table),
        end: externals.range(of: table).upperBound, first: first, last: last, word: word))
  }

  private mutating func drop(_ start: Bits, _ word: Int32, _ drop: Drop) {
    end(start, word, Symbol(.drop, drop.rawValue))
  }

  private mutating func take(
    _ action: Action, from location: Int32, _ low: Bits, _ high: Bits, _ word: Int32
  ) {
    let locations = model.locations
    let index = Int32(action.index)
    switch action.kind {
    case .noRoute, .local, .attachment: drop(low, word, .noRoute)
    case .reserved: drop(low, word, .reserved)
    case .unservedEndpoint: drop(low, word, .noAppliance)
    case .undecided: drop(low, word, .undecided)
    case .blackhole: drop(low, word, .blackhole)
    case .endpoint:
      let next = lexicon.word(word, names.endpoints[Int(index)])
      enter(locations.endpoint(index), low, high, next)
    case .instance:
      let instance = model.instances[Int(index)]
      if instance.checksAddresses { return drop(low, word, .sourceDestinationCheck) }
      let next = lexicon.word(word, names.instances[Int(index)])
      enter(locations.instance(index), low, high, next)
    case .natGateway:
      let next = lexicon.word(word, names.natGateways[Int(index)])
      enter(locations.natGateway(index), low, high, next)
    case .transitGateway:
      end(low, word, hubSymbol(index, at: location))
    case .peering: end(low, word, Symbol(.peering, index))
    case .internetGateway: end(low, word, Symbol(.internetGateway))
    case .egressOnlyGateway: end(low, word, Symbol(.egressOnlyGateway))
    case .virtualPrivateGateway:
      leaveByVirtualPrivateGateway(of: locations.vpc[Int(location)], low, high, word)
    }
  }

  /// What is for a network behind the gateway leaves by it, all else ends there.
  private mutating func leaveByVirtualPrivateGateway(
    of vpc: Int32, _ low: Bits, _ high: Bits, _ word: Int32
  ) {
    let networks = model.onPremises[Int(vpc)]
    var address = low
    while true {
      let isThere = networks.contains { $0.contains(address) }
      end(address, word, Symbol(.virtualPrivateGateway, isThere ? 1 : 0))
      let next = networks.flatMap { [$0.lowerBound, $0.upperBound &+ 1] }.filter { $0 > address }
        .min()
      guard let next, next <= high else { return }
      address = next
    }
  }

  /// The table and zone that a packet has on a transit gateway.
  func hubSymbol(_ hub: Int32, at location: Int32) -> Symbol {
    let locations = model.locations
    let attachment = locations.attachment(of: locations.vpc[Int(location)], to: hub)
    if attachment < 0 { return Symbol(.drop, Drop.notAttached.rawValue) }
    let zone = locations.zone[Int(location)]
    guard zone >= 0, locations.entryInZone[Int(attachment * locations.zones + zone)] >= 0 else {
      return Symbol(.drop, Drop.noAttachmentInZone.rawValue)
    }
    let place = locations.hub(attachment, zone: zone)
    return Symbol(.hub, locations.table[Int(place)], zone)
  }

  private mutating func intern() -> Int32 {
    var hash: UInt64 = UInt64(draft.count)
    for (start, word) in draft {
      hash = mixer.mix(
        hash ^ UInt64(truncatingIfNeeded: start) &+ UInt64(UInt32(bitPattern: word)) << 32)
      if Bits.bitWidth > 64 { hash = mixer.mix(hash ^ UInt64(truncatingIfNeeded: start >> 64)) }
    }
    for candidate in known[hash] ?? [] where isDraft(Int(candidate)) { return candidate }
    let map = Int32(maps.count)
    for (start, word) in draft { maps.append(from: start, word) }
    maps.finishMap()
    known[hash, default: []].append(map)
    return map
  }

  private func isDraft(_ map: Int) -> Bool {
    let range = maps.range(of: map)
    guard range.count == draft.count else { return false }
    return zip(range, draft).allSatisfy {
      maps.starts[$0] == $1.start && maps.values[$0] == $1.word
    }
  }
}
