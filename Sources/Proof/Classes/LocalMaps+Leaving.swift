/// Words that leave their VPC, told in full.
extension LocalMaps {
  struct Leaving {
    enum Exit {
      case hub(table: Int32, zone: Int32)
      case internetGateway
      case egressOnlyGateway
    }

    /// Endpoints and instances passed, as locations.
    var points: [Int32]
    var exit: Exit
  }

  /// What a word means in a VPC; nil when it leaves by none of these, or is translated on the way.
  func leaving(_ word: Int32, from vpc: Int32) -> Leaving? {
    var symbols = lexicon.symbols(of: word)
    guard let last = symbols.popLast() else { return nil }
    let exit: Leaving.Exit
    switch last.kind {
    case .hub: exit = .hub(table: last.index, zone: last.detail)
    case .internetGateway: exit = .internetGateway
    case .egressOnlyGateway: exit = .egressOnlyGateway
    default: return nil
    }
    var points: [Int32] = []
    for symbol in symbols {
      guard symbol.kind != .natGateway, let place = names.location(of: symbol, in: vpc) else {
        return nil
      }
      points.append(place)
    }
    return Leaving(points: points, exit: exit)
  }
}
