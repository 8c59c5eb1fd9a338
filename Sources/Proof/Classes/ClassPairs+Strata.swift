/// Groups taken apart, for blame that follows one side's VPC.
extension ClassPairs {
  /// Which end of a pair.
  enum Side { case first, second }

  /// Pairs that differ from a group's example in the VPC of one side alone.
  func variants(of group: PairGroup) -> (first: (Int32, Int32)?, second: (Int32, Int32)?) {
    (variant(of: group, .first), variant(of: group, .second))
  }

  private func variant(of group: PairGroup, _ side: Side) -> (Int32, Int32)? {
    let (kept, left) =
      side == .first ? (group.second, group.first) : (group.first, group.second)
    let (vpc, fixed) = (directory.vpc(of: Int(left)), directory.vpc(of: Int(kept)))
    let found: Int32?
    switch group.members {
    case .classes:
      found = classes.members[Int(classes.classes[Int(left)])].first { end in
        let other = directory.vpc(of: Int(end))
        return other != vpc && !neighbourhood.arePartners(other, fixed)
      }
    case .listed(let pairs):
      let pair = pairs.first { pair in
        let (end, same) =
          side == .first ? (pair.first, pair.second) : (pair.second, pair.first)
        return same == kept && directory.vpc(of: Int(end)) != vpc
      }
      found = pair.map { side == .first ? $0.first : $0.second }
    }
    return found.map { side == .first ? ($0, kept) : (kept, $0) }
  }

  /// The last of a group's pairs; nil where it is the only one.
  func last(of group: PairGroup) -> (Int32, Int32)? {
    if group.count == 1 { return nil }
    switch group.members {
    case .listed(let pairs): return pairs.last.map { ($0.first, $0.second) }
    case .classes(let left, let right):
      return example(
        classes.members[Int(left)].reversed(), classes.members[Int(right)].reversed())
    }
  }

  /// Pairs of a group that have one side's VPC in common.
  struct Stratum {
    /// One of them, and the last one with the same end there.
    var pair: (Int32, Int32)
    var last: (Int32, Int32)
    var count: Int
  }

  /// The group's pairs by the VPC of one side, of so many VPCs at most.
  func strata(of group: PairGroup, by side: Side, most: Int) -> [Stratum] {
    switch group.members {
    case .listed(let pairs): return strata(of: pairs, by: side, most: most)
    case .classes:
      let (own, other) =
        side == .first ? (group.first, group.second) : (group.second, group.first)
      let (mine, theirs) = (
        classes.classes[Int(own)], classes.classes[Int(other)]
      )
      var counts = [Int](repeating: 0, count: neighbourhood.isTransit.count)
      for end in classes.members[Int(theirs)] { counts[Int(directory.vpc(of: Int(end)))] += 1 }
      let total = classes.members[Int(theirs)].count
      var result: [Stratum] = []
      var places: [Int32: Int] = [:]
      for end in classes.members[Int(mine)] {
        let vpc = directory.vpc(of: Int(end))
        let place = places[vpc]
        if place == nil, result.count == most { continue }
        let near = neighbourhood.partners[Int(vpc)].reduce(counts[Int(vpc)]) {
          $0 + ($1 == vpc ? 0 : counts[Int($1)])
        }
        if total == near { continue }
        if let place {
          result[place].count += total - near
          continue
        }
        let isFar = { (other: Int32) in
          !neighbourhood.arePartners(vpc, directory.vpc(of: Int(other)))
        }
        guard let far = classes.members[Int(theirs)].first(where: isFar),
          let last = classes.members[Int(theirs)].last(where: isFar)
        else { continue }
        let pair = { (far: Int32) in side == .first ? (end, far) : (far, end) }
        places[vpc] = result.count
        result.append(Stratum(pair: pair(far), last: pair(last), count: total - near))
      }
      // Of one class, every pair was counted from both of its ends.
      if mine == theirs { for index in result.indices { result[index].count /= 2 } }
      return result
    }
  }

  private func strata(
    of pairs: [(first: Int32, second: Int32)], by side: Side, most: Int
  ) -> [Stratum] {
    var result: [Stratum] = []
    var places: [Int32: Int] = [:]
    for pair in pairs {
      let own = side == .first ? pair.first : pair.second
      let vpc = directory.vpc(of: Int(own))
      if let place = places[vpc] {
        result[place].count += 1
        let known = result[place].pair
        if own == (side == .first ? known.0 : known.1) { result[place].last = pair }
      } else if result.count < most {
        places[vpc] = result.count
        result.append(Stratum(pair: pair, last: pair, count: 1))
      }
    }
    return result
  }
}
