import IPAddressing
import Threads

/// One number for all that a host's packets to everyone meet, and one for what everyone's to it do.
///
/// Each stateful point is a random symmetric matrix, a way the product of its points, a host the sum
/// of its ways, each times a random number of the far end's. Where all ways mirror each other the
/// two sums are each other's transposes; where one does not, they differ but for a chance of 2^-56.
/// Sums over intervals and running differences make it linear in routes and hosts, whatever the
/// number of classes: a check of the proof that shares none of its classes.
///
/// Only hosts of one stretch of addresses in VPCs that overlap no other, and only ways over transit
/// gateways and, for IPv6, over the internet, without translation: pairs of one VPC and of peers are
/// proved one by one.
struct Fingerprint<Bits: AddressBits>: Sendable {
  /// A host's ways that leave its VPC for one place outside past the same points.
  struct Way: Sendable {
    /// Of the sources.
    var source: Int32
    var product: Matrix
    /// Where its destinations are, in `pieces`.
    var pieces: Range<Int>
    /// By an egress-only internet gateway: no reply comes in by the same door.
    var isEgressOnly: Bool
  }

  private let survey: Survey<Bits>
  private let model: Model<Bits>
  /// By host end: its one destination, -1 where it takes no part.
  private(set) var places: [Int32] = []
  let weights: [UInt64]
  /// By VPC: where it and its peers have destinations, in order.
  private let near: [[Range<Int>]]
  /// The host ends that take part.
  let sources: [Int]
  /// By state outside the VPCs, and where each begins.
  private var ways: [[Way]] = []
  private var starts: [Int32] = []
  private(set) var pieces: [Range<Int32>] = []
  /// By choice and host: how the ways out and in differ, where they do not mirror each other.
  private(set) var differences: [[Int32: Matrix]] = []
  /// Hosts whose ways out and in do not mirror each other.
  var unmirrored: Set<Int32> { Set(differences.joined().map(\.key)) }

  init(_ survey: Survey<Bits>) {
    self.survey = survey
    model = survey.model
    let directory = survey.directory
    let all = directory.destinations
    var weights = [UInt64](repeating: 0, count: all.count)
    for end in 0..<directory.networkBase {
      let own = all.places[end]
      let vpc = Int(directory.vpc(of: end))
      guard own.count == 1, !survey.neighbourhood.overlaps[vpc],
        !survey.neighbourhood.isTransit[vpc]
      else {
        places.append(-1)
        continue
      }
      places.append(own[0])
      weights[Int(own[0])] = PrimeField.random(UInt64(end) ^ 0x6B79_0F2D_51A3_C8E4)
    }
    self.weights = weights
    near = Self.near(survey)
    sources = places.indices.filter { [places] in places[$0] >= 0 }
    var hubs = HubStates(model)
    for index in sources.indices { leave(index, &hubs) }
    starts = hubs.starts
    let choices =
      (0..<model.applianceMode.count).map {
        model.locations.entries(of: Int32($0)).count
      }.max() ?? 1
    let found = Parallel.map(choices, least: 1) { [self] choices in
      choices.map { differences(choice: Int32($0)) }
    }
    differences = Array(found.joined())
  }

  private static func near(_ survey: Survey<Bits>) -> [[Range<Int>]] {
    let all = survey.directory.destinations.all
    var own = [[Range<Int>]](repeating: [], count: survey.peers.count)
    var low = 0
    while low < all.count {
      var high = low + 1
      while high < all.count, all[high].vpc == all[low].vpc { high += 1 }
      own[Int(all[low].vpc)].append(low..<high)
      low = high
    }
    return own.indices.map { vpc in
      survey.peers[vpc].filter { $0 != Int32(vpc) }
        .reduce(own[vpc]) { $0 + own[Int($1)] }.sorted { $0.lowerBound < $1.lowerBound }
    }
  }

  /// How the ends' sums differ, when each transit gateway that may choose takes this entry.
  private func differences(choice: Int32) -> [Int32: Matrix] {
    let count = survey.directory.destinations.count
    let onward = Onward(model: model, choice: choice)
    var outward = [Matrix](repeating: .zero, count: sources.count)
    var inward = outward
    for (hub, start) in starts.enumerated() {
      // What lies behind the hub for each destination, and its weighted running sum.
      var behind = [Matrix](repeating: .zero, count: count)
      for source in sources {
        behind[Int(places[source])] = self.behind(start, source, onward)
      }
      var running = [Matrix.zero]
      running.reserveCapacity(count + 1)
      for place in 0..<count { running.append(running[place] + weights[place] * behind[place]) }

      var differences = [Matrix](repeating: .zero, count: count + 1)
      for way in ways[hub] {
        let source = Int(way.source)
        let term = weights[Int(places[sources[source]])] * way.product.transposed
        var sum = Matrix.zero
        for index in way.pieces {
          let (low, high) = (Int(pieces[index].lowerBound), Int(pieces[index].upperBound))
          sum = sum + (running[high] - running[low])
          if way.isEgressOnly { continue }
          differences[low] = differences[low] + term
          differences[high] = differences[high] - term
        }
        outward[source] = outward[source] + way.product * sum
      }
      var arriving = Matrix.zero
      var sums: [Matrix] = []
      sums.reserveCapacity(count)
      for place in 0..<count {
        arriving = arriving + differences[place]
        sums.append(arriving)
      }
      for (index, source) in sources.enumerated() {
        let place = Int(places[source])
        inward[index] = inward[index] + behind[place].transposed * sums[place]
      }
      guard start == HubStates<Bits>.internet,
        let answers = answers(to: ways[hub], reached: behind.map { $0 != .zero })
      else { continue }
      for (index, source) in sources.enumerated() {
        let door = model.locations.gateway(survey.directory.vpc(of: source), .egressOnly)
        let answered = self.behind(door, source, onward)
        inward[index] =
          inward[index] + answered.transposed * answers.ofReached[index]
          - behind[Int(places[source])].transposed * answers.all[index]
      }
    }
    var found: [Int32: Matrix] = [:]
    for index in sources.indices where outward[index] != inward[index] {
      found[Int32(sources[index])] = outward[index] - inward[index]
    }
    return found
  }

  /// Hosts whose difference is not what pairs make that are known not to be mirrored.
  ///
  /// - Parameters:
  ///   - known: by host: the far ends of such pairs.
  ///   - unlisted: hosts that have more of them than are listed; nothing is said of these.
  func unexplained(by known: [Int32: [Int32]], unlisted: Set<Int32>) -> [Int32] {
    let hosts = unmirrored.union(known.keys).subtracting(unlisted)
      .filter { Int($0) < places.count && places[Int($0)] >= 0 }
    // Ways over the internet are put together of more than one stretch.
    if starts.contains(HubStates<Bits>.internet) {
      return hosts.filter { known[$0] == nil }.sorted()
    }
    return hosts.filter { host in
      differences.indices.contains { choice in
        let onward = Onward(model: model, choice: Int32(choice))
        let explained = (known[host] ?? []).reduce(Matrix.zero) {
          $0 + difference(host, $1, onward)
        }
        return explained != differences[choice][host] ?? .zero
      }
    }.sorted()
  }

  /// Hosts of which the fingerprint says whether all their ways are as the proof has them.
  ///
  /// - Parameters: as of `unexplained(by:unlisted:)`.
  func compared(besides known: [Int32: [Int32]], unlisted: Set<Int32>) -> Set<Int32> {
    let all = Set(sources.map { Int32($0) }).subtracting(unlisted)
    return starts.contains(HubStates<Bits>.internet) ? all.subtracting(known.keys) : all
  }

  /// What one pair adds to a host's difference.
  private func difference(_ host: Int32, _ other: Int32, _ onward: Onward<Bits>) -> Matrix {
    let (source, destination) = (Int(host), Int(other))
    let vpc = survey.directory.vpc(of: source)
    let farVPC = survey.directory.vpc(of: destination)
    guard destination < places.count, places[destination] >= 0, farVPC != vpc,
      !survey.peers[Int(vpc)].contains(farVPC)
    else { return .zero }
    func way(_ from: Int, _ to: Int) -> Matrix {
      onward.product(
        from: survey.directory.start(of: from),
        to: survey.directory.destinations.all[Int(places[to])].first,
        in: survey.directory.population.subnets[to]) ?? .zero
    }
    let difference = way(source, destination) - way(destination, source).transposed
    return weights[Int(places[destination])] * difference
  }

  /// What lies between a place outside the VPCs, or a door, and a host.
  private func behind(_ start: Int32, _ host: Int, _ onward: Onward<Bits>) -> Matrix {
    var start = start
    if start == HubStates<Bits>.internet {
      let vpc = survey.directory.vpc(of: host)
      guard model.gateways[Int(vpc)].hasInternetGateway else { return .zero }
      start = model.locations.gateway(vpc, .internet)
    }
    return onward.product(
      from: start, to: survey.directory.destinations.all[Int(places[host])].first,
      in: survey.directory.population.subnets[host]) ?? .zero
  }

  /// Adds where a host's packets leave its VPC, without its own VPC and its peers.
  private mutating func leave(_ index: Int, _ hubs: inout HubStates<Bits>) {
    let source = sources[index]
    let maps = survey.local.maps
    let map = Int(survey.sourceMaps[source])
    let vpc = survey.directory.vpc(of: source)
    let range = maps.range(of: map)
    let all = survey.directory.destinations
    var low = 0
    for interval in range {
      let high =
        interval + 1 < range.upperBound ? all.count(before: maps.starts[interval + 1]) : all.count
      defer { low = high }
      if low == high { continue }
      guard let leaving = survey.local.leaving(maps.values[interval], from: vpc),
        let exit = exit(leaving, &hubs)
      else { continue }
      var product = Matrix.identity
      for point in leaving.points { product = product * Matrix(point: point) }
      while ways.count <= exit.hub { ways.append([]) }
      let first = pieces.count
      addPieces(of: low..<high, without: near[Int(vpc)])
      ways[exit.hub].append(
        Way(
          source: Int32(index), product: product, pieces: first..<pieces.count,
          isEgressOnly: exit.isEgressOnly))
    }
  }

  /// Nil where no packet to another VPC leaves: IPv4's private addresses do not cross the internet.
  private func exit(
    _ leaving: LocalMaps<Bits>.Leaving, _ hubs: inout HubStates<Bits>
  ) -> (hub: Int, isEgressOnly: Bool)? {
    switch leaving.exit {
    case .hub(let table, let zone): return (hubs.number(table: table, zone: zone), false)
    case .internetGateway:
      return Bits.family == .ipv6 ? (hubs.internet(), false) : nil
    case .egressOnlyGateway:
      // AWS drops there what comes from an endpoint.
      let isDropped = leaving.points.contains { model.locations.isEndpoint($0) }
      return Bits.family == .ipv6 && !isDropped ? (hubs.internet(), true) : nil
    }
  }

  /// - Parameter holes: in order, none within another.
  private mutating func addPieces(of whole: Range<Int>, without holes: [Range<Int>]) {
    var low = whole.lowerBound
    for hole in holes where hole.overlaps(whole) {
      if low < hole.lowerBound { pieces.append(Int32(low)..<Int32(hole.lowerBound)) }
      low = max(low, hole.upperBound)
    }
    if low < whole.upperBound { pieces.append(Int32(low)..<Int32(whole.upperBound)) }
  }
}
