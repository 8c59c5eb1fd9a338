extension SyntheticNetwork {
  /// How many pairs of host subnets, or of a host subnet and the internet, the fault and the shape
  /// break.
  package var brokenPairs: Int {
    let gaps = shape == .summaryGap ? (0..<hubs).map(pairsInGap).reduce(0, +) : 0
    return gaps + pairsOfFault
  }

  private static let hosts = hostZones.count

  private func pairsInGap(of hub: Int) -> Int {
    let covered = coveredSpokes(of: hub)
    return covered * (spokes(of: hub).count - covered) * Self.hosts * Self.hosts
  }

  private var pairsOfFault: Int {
    let first = spokes(of: 0).count
    switch fault {
    case nil: return 0
    case .edgeEntryMissing, .foreignZone: return 1
    case .spokeBypass: return (first - 1) * Self.hosts * Self.hosts
    case .applianceModeOff:
      let sameZone = Self.zones.reduce(0) { sum, zone in
        let count = Self.hostZones.count { $0 == zone }
        return sum + count * count
      }
      return first * (first - 1) / 2 * (Self.hosts * Self.hosts - sameZone)
    case .oneSidedPeering: return unansweredPeerings.count * Self.hosts * Self.hosts
    }
  }

  /// The spoke that a fault of one spoke is in.
  var faultySpoke: Int { spokes(of: 0).count / 3 }

  /// Peerings whose second VPC has no routes to the first: evenly spread.
  var unansweredPeerings: Set<Peering> {
    guard fault == .oneSidedPeering, !peerings.isEmpty else { return [] }
    let count = min(25, peerings.count)
    return Set((0..<count).map { peerings[$0 * peerings.count / count] })
  }
}
