import Topology

/// Where hosts send in too many ways for a class each: one way that many have but for a few
/// destinations stands for theirs, and with these few each pair of ends is looked at by itself.
///
/// Of the hosts of one zone, the row with the fewest runs is the default. A row that differs from it
/// at the destinations of a few VPCs is replaced by it, and these VPCs become partners of those
/// that have the row. One that differs at a NAT gateway of a transit VPC stays: it decides for the
/// answers to everybody whom the gateway translates.
struct DefaultRows<Bits: AddressBits> {
  /// By end.
  private(set) var rows: [Int32]
  /// By VPC: further VPCs with which every pair of ends is looked at by itself.
  private(set) var partners: [Set<Int32>]
  private let directory: Directory<Bits>
  private let live: LiveMaps
  private let isTransit: [Bool]

  /// Up to so many rows, classes are few enough as they are.
  static var most: Int { 512 }
  /// A row that is another at more VPCs than this is no exception.
  private static var exceptions: Int { 64 }

  init(
    _ rows: [Int32], _ live: LiveMaps, _ directory: Directory<Bits>,
    _ neighbourhood: Neighbourhood<Bits>, most: Int
  ) {
    self.rows = rows
    self.live = live
    self.directory = directory
    isTransit = neighbourhood.isTransit
    partners = Array(repeating: [], count: neighbourhood.isTransit.count)
    let plain = rows.indices.filter { end in
      let vpc = Int(directory.vpc(of: end))
      return !neighbourhood.isTransit[vpc] && !neighbourhood.overlaps[vpc]
        && !(directory.networkBase..<directory.nodeBase).contains(end)
    }
    if Set(plain.map { rows[$0] }).count > most { replace(plain) }
  }

  private struct Question: Hashable {
    var row: Int32
    var other: Int32
  }

  private mutating func replace(_ ends: [Int]) {
    let zones = directory.model.locations.zone
    let byZone = Dictionary(grouping: ends) { zones[Int(directory.start(of: $0))] }
    var known: [Question: Set<Int32>?] = [:]
    for ends in byZone.values {
      let candidates = Set(ends.map { rows[$0] })
      guard
        let standard = candidates.min(by: {
          (live.runCount(of: Int($0)), $0) < (live.runCount(of: Int($1)), $1)
        })
      else { continue }
      for end in ends where rows[end] != standard {
        let question = Question(row: rows[end], other: standard)
        let found = known[question] ?? vpcs(where: question.row, isNot: standard)
        known.updateValue(found, forKey: question)
        guard let found else { continue }
        let own = directory.vpc(of: end)
        rows[end] = standard
        for vpc in found where vpc != own {
          partners[Int(own)].insert(vpc)
          partners[Int(vpc)].insert(own)
        }
      }
    }
  }

  /// Whose destinations two rows treat differently; nil for too many, or when others' flows have
  /// them as their source.
  private func vpcs(where row: Int32, isNot other: Int32) -> Set<Int32>? {
    var found: Set<Int32> = []
    let (left, right) = (Array(live.runs(of: Int(row))), Array(live.runs(of: Int(other))))
    let all = directory.destinations.all
    var (one, two, place) = (0, 0, 0)
    while place < all.count {
      let next = min(
        one + 1 < left.count ? Int(left[one + 1].place) : all.count,
        two + 1 < right.count ? Int(right[two + 1].place) : all.count)
      if left[one].word != right[two].word {
        for index in place..<next {
          let isNATGateway = all[index].owner >= directory.count
          if isNATGateway, isTransit[Int(all[index].vpc)] { return nil }
          found.insert(all[index].vpc)
          if found.count > Self.exceptions { return nil }
        }
      }
      if one + 1 < left.count, Int(left[one + 1].place) == next { one += 1 }
      if two + 1 < right.count, Int(right[two + 1].place) == next { two += 1 }
      place = next
    }
    return found
  }
}
