import IPAddressing

/// Addresses that several VPCs have, of those that something joins: what becomes of packets to one of
/// them is decided by the address itself and by who sends them, not by whose host is meant.
///
/// Ends of VPCs that share addresses are alike when they share the same ones and have the same ones.
struct SharedAddresses<Bits: AddressBits>: Sendable {
  private let neighbourhood: Neighbourhood<Bits>
  /// Where destinations begin in VPCs that share some, in order, each once.
  private let starts: [Bits]

  init(_ directory: Directory<Bits>, _ neighbourhood: Neighbourhood<Bits>) {
    self.neighbourhood = neighbourhood
    var starts: [Bits] = []
    for destination in directory.destinations.all
    where starts.last != destination.first && neighbourhood.overlaps[Int(destination.vpc)] {
      starts.append(destination.first)
    }
    self.starts = starts
  }

  /// What a VPC shares, as numbers.
  func ranges(of vpc: Int32) -> [UInt64] {
    let ranges = neighbourhood.shared[Int(vpc)]
    return [UInt64(ranges.count)]
      + ranges.flatMap { Self.numbers($0.lowerBound) + Self.numbers($0.upperBound) }
  }

  /// Where the destinations begin that a VPC may take for its own.
  func addresses(in vpc: Int32) -> [Bits] {
    neighbourhood.shared[Int(vpc)].flatMap { range in
      let first = starts.count(leading: { $0 < range.lowerBound })
      return starts[first..<starts.count(leading: { $0 <= range.upperBound })]
    }
  }

  /// Where a destination that is shared lies, and whom the internet takes for its owner; nothing for
  /// one that is not.
  func identity(
    of destination: Destinations<Bits>.Destination, _ model: Model<Bits>
  ) -> [UInt64] {
    let (address, vpc) = (destination.first, destination.vpc)
    guard neighbourhood.shared[Int(vpc)].contains(where: { $0.contains(address) }) else {
      return []
    }
    let owner = model.owners.value(at: address, in: 0)
    return Self.numbers(address) + [UInt64(UInt32(bitPattern: owner == vpc ? -1 : owner))]
  }

  private static func numbers(_ bits: Bits) -> [UInt64] {
    // As wide as the widest.
    let wide = UInt128(truncatingIfNeeded: bits)
    return [UInt64(truncatingIfNeeded: wide), UInt64(truncatingIfNeeded: wide >> 64)]
  }
}
