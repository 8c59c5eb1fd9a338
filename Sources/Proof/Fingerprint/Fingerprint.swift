/// One number for all that a host's packets to everyone meet, and one for what everyone's to it do.
///
/// Each stateful point is a random symmetric matrix, a way the product of its points, a host the sum
/// of its ways, each times a random number of the far end's. Where all ways mirror each other the
/// two sums are each other's transposes; where one does not, they differ but for a chance of 2^-56.
/// Sums over intervals and running differences make it linear in routes and hosts, whatever the
/// number of classes: a check of the proof that shares none of its classes.
///
/// Only hosts of one stretch of addresses in VPCs that overlap no other, and only ways over transit
/// gateways without translation: pairs of one VPC and of partners are proved one by one.
struct Fingerprint<Bits: AddressBits> {
  private let survey: Survey<Bits>
  private let model: Model<Bits>
  /// By host end: its one destination, -1 where it takes no part.
  private var places: [Int32] = []
  private let weights: [UInt64]
  /// By VPC: where it and its partners have destinations.
  private let near: [[Range<Int>]]
  /// Hosts whose ways out and in do not mirror each other.
  private(set) var unmirrored: Set<Int32> = []

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
    let choices =
      (0..<model.applianceMode.count).map {
        model.locations.entries(of: Int32($0)).count
      }.max() ?? 1
    var hubs = HubStates(model)
    let sources = places.indices.filter { places[$0] >= 0 }
    var stretches: [[Stretch]] = []
    for source in sources { stretches.append(self.stretches(of: source, &hubs)) }
    for choice in 0..<choices {
      compare(sources, stretches, hubs.starts, choice: Int32(choice))
    }
  }

  private static func near(_ survey: Survey<Bits>) -> [[Range<Int>]] {
    let all = survey.directory.destinations.all
    var own = [[Range<Int>]](repeating: [], count: survey.neighbourhood.partners.count)
    var low = 0
    while low < all.count {
      var high = low + 1
      while high < all.count, all[high].vpc == all[low].vpc { high += 1 }
      own[Int(all[low].vpc)].append(low..<high)
      low = high
    }
    return own.indices.map { vpc in
      survey.neighbourhood.partners[vpc].filter { $0 != Int32(vpc) }
        .reduce(own[vpc]) { $0 + own[Int($1)] }
    }
  }

  /// A host's ways by where they leave its VPC: destinations, and the product up to there.
  private struct Stretch {
    var places: Range<Int>
    var hub: Int
    var product: Matrix
  }

  private mutating func compare(
    _ sources: [Int], _ stretches: [[Stretch]], _ starts: [Int32], choice: Int32
  ) {
    let count = survey.directory.destinations.count
    let onward = Onward(model: model, choice: choice)
    var outward = [Matrix](repeating: .zero, count: sources.count)
    var inward = outward
    for (hub, start) in starts.enumerated() {
      // What lies behind the hub for each destination, and its weighted running sum.
      var behind = [Matrix](repeating: .zero, count: count)
      for source in sources {
        let place = Int(places[source])
        behind[place] =
          onward.product(
            from: start, to: survey.directory.destinations.all[place].first,
            in: survey.directory.population.subnets[source]) ?? .zero
      }
      var running = [Matrix.zero]
      running.reserveCapacity(count + 1)
      for place in 0..<count { running.append(running[place] + weights[place] * behind[place]) }

      var differences = [Matrix](repeating: .zero, count: count + 1)
      for (index, source) in sources.enumerated() {
        let weight = weights[Int(places[source])]
        for stretch in stretches[index] where stretch.hub == hub {
          let (low, high) = (stretch.places.lowerBound, stretch.places.upperBound)
          outward[index] = outward[index] + stretch.product * (running[high] - running[low])
          let term = weight * stretch.product.transposed
          differences[low] = differences[low] + term
          differences[high] = differences[high] - term
        }
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
    }
    for (index, source) in sources.enumerated() where outward[index] != inward[index] {
      unmirrored.insert(Int32(source))
    }
  }

  /// Where a host's packets leave for a transit gateway, without its own VPC and its partners.
  private func stretches(of source: Int, _ hubs: inout HubStates<Bits>) -> [Stretch] {
    let maps = survey.local.maps
    let map = Int(survey.sourceMaps[source])
    let vpc = survey.directory.vpc(of: source)
    let range = maps.range(of: map)
    let all = survey.directory.destinations
    var result: [Stretch] = []
    var low = 0
    for index in range {
      let high =
        index + 1 < range.upperBound ? all.count(before: maps.starts[index + 1]) : all.count
      defer { low = high }
      if low == high { continue }
      guard let leaving = survey.local.leaving(maps.values[index], from: vpc) else { continue }
      var product = Matrix.identity
      for point in leaving.points { product = product * Matrix(point: point) }
      let hub = hubs.number(table: leaving.table, zone: leaving.zone)
      for piece in without(near[Int(vpc)], low..<high) {
        result.append(Stretch(places: piece, hub: hub, product: product))
      }
    }
    return result
  }

  private func without(_ holes: [Range<Int>], _ whole: Range<Int>) -> [Range<Int>] {
    var pieces = [whole]
    for hole in holes where hole.overlaps(whole) {
      pieces = pieces.flatMap { piece -> [Range<Int>] in
        guard hole.overlaps(piece) else { return [piece] }
        return [
          piece.lowerBound..<max(piece.lowerBound, hole.lowerBound),
          min(piece.upperBound, hole.upperBound)..<piece.upperBound,
        ].filter { !$0.isEmpty }
      }
    }
    return pieces
  }
}
