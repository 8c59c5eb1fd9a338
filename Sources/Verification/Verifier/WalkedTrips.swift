/// The round trips of pairs that were walked in a topology, for others that differ from it in the
/// routes of some tables.
struct WalkedTrips: Sendable {
  private var trips: [EndPair: [RoundTrip]] = [:]

  var count: Int { trips.count }

  /// Nil for a pair that was not walked, or has no flows.
  subscript(pair: EndPair) -> [RoundTrip]? { trips[pair] }

  mutating func add(_ walked: [RoundTrip], of pair: EndPair) {
    if !walked.isEmpty { trips[pair] = walked }
  }

  /// The pairs whose packets none of these tables decides for: whatever routes they get, the pairs'
  /// trips stay as they are.
  func besides(_ tables: Set<Table>) -> WalkedTrips {
    var others = WalkedTrips()
    others.trips = trips.filter { _, trips in
      !trips.contains { $0.paths.contains { $0.steps.contains { tables.contains($0.table) } } }
    }
    return others
  }
}
