/// What differs between two topologies for pairs of ends inside the VPCs and behind them: class by
/// class, and one by one within a VPC and between peers of either side.
struct PairDifferences<Bits: AddressBits> {
  let ends: JointEnds
  private let comparer: PairComparer<Bits>
  /// By VPC of the old topology: those with which every pair of ends is looked at by itself.
  private let partners: [[Int32]]
  private(set) var groups: [DifferenceGroup<Bits>] = []
  /// How many pairs there are on either side.
  private(set) var compared = 0

  private var old: ComparedSide<Bits> { comparer.old }
  private var new: ComparedSide<Bits> { comparer.new }

  /// - Parameters:
  ///   - partners: by VPC of the old topology.
  ///   - isUntouched: by VPC of the old topology.
  ///   - isSettled: whether what untouched VPCs share is untouched too.
  init(
    _ ends: JointEnds, _ comparer: PairComparer<Bits>, partners: [[Int32]], isUntouched: [Bool],
    isSettled: Bool
  ) {
    self.ends = ends
    self.comparer = comparer
    self.partners = partners
    let explicit = comparePartners { isSettled && isUntouched[Int($0)] && isUntouched[Int($1)] }
    compareClasses(but: explicit, isSettled: isSettled)
  }

  private func opens(_ first: Int32, _ second: Int32) -> (old: Bool, new: Bool) {
    let (one, other) = (ends.ends[Int(first)], ends.ends[Int(second)])
    return (old.opens(one.old, other.old), new.opens(one.new, other.new))
  }

  private func differences(
    _ first: Int32, _ second: Int32, _ opens: (old: Bool, new: Bool)
  ) -> PairComparer<Bits>.Differences {
    let one = comparer.sides(ends.ends[Int(first)])
    let other = comparer.sides(ends.ends[Int(second)])
    var found: PairComparer<Bits>.Differences = [:]
    comparer.compare(from: one, to: other, opens: opens, into: &found)
    if ends.ends[Int(second)].old < Int32(old.directory.nodeBase) {
      comparer.compare(from: other, to: one, opens: opens, isReversed: true, into: &found)
    }
    return found
  }

  private struct ListKey: Hashable {
    var classes: Int64
    var differences: Set<FlowDifference>
  }

  /// - Returns: how many pairs of each two classes are partners'.
  private mutating func comparePartners(
    _ areUntouched: (Int32, Int32) -> Bool
  ) -> [Int64: Int] {
    var counts: [Int64: Int] = [:]
    var known: [ListKey: Int] = [:]
    for vpc in ends.endsOfVPC.indices {
      for partner in [Int32(vpc)] + partners[vpc] where partner >= Int32(vpc) {
        let isUntouched = areUntouched(Int32(vpc), partner)
        for left in ends.endsOfVPC[vpc] {
          for right in ends.endsOfVPC[Int(partner)] {
            if partner == Int32(vpc), right <= left { continue }
            let (first, second) = (min(left, right), max(left, right))
            let opens = opens(first, second)
            counts[pairKey(first, second), default: 0] += 1
            guard opens.old || opens.new else { continue }
            compared += 1
            if isUntouched { continue }
            let found = differences(first, second, opens)
            if found.isEmpty { continue }
            let key = ListKey(
              classes: pairKey(first, second), differences: Set(found.keys))
            add(first, second, found, at: &known[key])
          }
        }
      }
    }
    return counts
  }

  private mutating func add(
    _ first: Int32, _ second: Int32, _ differences: PairComparer<Bits>.Differences,
    at index: inout Int?
  ) {
    guard let known = index else {
      index = groups.count
      groups.append(
        DifferenceGroup(
          first: first, second: second, count: 1, differences: differences,
          members: .listed([(first, second)])))
      return
    }
    groups[known].append(first, second)
  }

  private func pairKey(_ first: Int32, _ second: Int32) -> Int64 {
    let (left, right) = (ends.classes[Int(first)], ends.classes[Int(second)])
    return Int64(min(left, right)) << 32 | Int64(max(left, right))
  }

  private mutating func compareClasses(but explicit: [Int64: Int], isSettled: Bool) {
    for left in ends.members.indices {
      for right in left..<ends.members.count {
        let (some, others) = (ends.members[left], ends.members[right])
        let all = left == right ? some.count * (some.count - 1) / 2 : some.count * others.count
        let count = all - (explicit[Int64(left) << 32 | Int64(right)] ?? 0)
        guard count > 0, let (first, second) = example(some, others) else { continue }
        let opens = opens(first, second)
        guard opens.old || opens.new else { continue }
        compared += count
        if isSettled, ends.isUntouched[left], ends.isUntouched[right] { continue }
        let found = differences(first, second, opens)
        if found.isEmpty { continue }
        groups.append(
          DifferenceGroup(
            first: first, second: second, count: count, differences: found,
            members: .classes(Int32(left), Int32(right))))
      }
    }
  }

  /// A pair of members that are no partners.
  private func example(_ firsts: [Int32], _ seconds: [Int32]) -> (Int32, Int32)? {
    for first in firsts {
      let vpc = ends.ends[Int(first)].vpc
      if let second = seconds.first(where: { !arePartners(vpc, ends.ends[Int($0)].vpc) }) {
        return (min(first, second), max(first, second))
      }
    }
    return nil
  }

  private func arePartners(_ left: Int32, _ right: Int32) -> Bool {
    left == right || partners[Int(left)].contains(right)
  }

  /// Every pair that a group stands for, while `body` wants more.
  func forEachPair(of group: DifferenceGroup<Bits>, _ body: (Int32, Int32) -> Bool) {
    switch group.members {
    case .listed(let pairs):
      for pair in pairs where !body(pair.first, pair.second) { return }
    case .classes(let left, let right):
      for first in ends.members[Int(left)] {
        let vpc = ends.ends[Int(first)].vpc
        for second in ends.members[Int(right)] {
          if left == right, second <= first { continue }
          if arePartners(vpc, ends.ends[Int(second)].vpc) { continue }
          if !body(min(first, second), max(first, second)) { return }
        }
      }
    }
  }
}
