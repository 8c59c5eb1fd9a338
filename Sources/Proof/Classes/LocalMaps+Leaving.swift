/// Words that end on a transit gateway, told in full.
extension LocalMaps {
  struct Leaving {
    /// Endpoints and instances passed, as locations.
    var points: [Int32]
    var table: Int32
    var zone: Int32
  }

  /// What a word means in a VPC; nil when it does not leave for a transit gateway, or is translated
  /// on the way.
  func leaving(_ word: Int32, from vpc: Int32) -> Leaving? {
    var symbols = lexicon.symbols(of: word)
    guard let last = symbols.popLast(), last.kind == .hub else { return nil }
    var points: [Int32] = []
    for symbol in symbols {
      guard symbol.kind != .natGateway, let place = names.location(of: symbol, in: vpc) else {
        return nil
      }
      points.append(place)
    }
    return Leaving(points: points, table: last.index, zone: last.detail)
  }
}
