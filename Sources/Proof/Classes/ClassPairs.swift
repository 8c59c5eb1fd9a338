/// The verdict on every pair of ends inside the VPCs and behind them: class by class, and one by one
/// where two VPCs are the same or partners.
struct ClassPairs<Bits: AddressBits> {
  let directory: Directory<Bits>
  let neighbourhood: Neighbourhood<Bits>
  let classes: EndClasses
  let prober: PairProber<Bits>
  private let endsOfVPC: [[Int32]]
  private(set) var groups: [PairGroup] = []

  init(
    _ directory: Directory<Bits>, _ neighbourhood: Neighbourhood<Bits>, _ classes: EndClasses
  ) {
    self.directory = directory
    self.neighbourhood = neighbourhood
    self.classes = classes
    prober = PairProber(directory.population)
    var endsOfVPC = [[Int32]](repeating: [], count: neighbourhood.isTransit.count)
    for end in 0..<directory.count { endsOfVPC[Int(directory.vpc(of: end))].append(Int32(end)) }
    self.endsOfVPC = endsOfVPC
    let explicit = probePartners()
    probeClasses(but: explicit)
  }

  private enum Kind { case hosts, network, node }

  private func kind(_ end: Int32) -> Kind {
    if end < directory.networkBase { return .hosts }
    return end < directory.nodeBase ? .network : .node
  }

  /// Whether flows are opened between ends like these at all; hosts are numbered before networks,
  /// and these before nodes.
  private func isPair(_ first: Int32, _ second: Int32) -> Bool {
    switch (kind(first), kind(second)) {
    case (.hosts, .hosts), (.hosts, .network): true
    case (.hosts, .node), (.network, .node):
      directory.population.nodes[Int(second) - directory.nodeBase].isInternal
    default: false
    }
  }

  private func isWithinSubnet(_ first: Int32, _ second: Int32) -> Bool {
    kind(first) == .hosts && kind(second) == .node
      && directory.population.subnets[Int(first)]
        == directory.population.nodes[Int(second) - directory.nodeBase].subnet
  }

  private func effects(_ first: Int32, _ second: Int32) -> Effects {
    let source = directory.party(Int(first), of: prober)
    let destination = directory.party(Int(second), of: prober)
    return kind(second) == .node
      ? prober.effects(from: source, to: destination)
      : prober.effects(between: source, and: destination)
  }

  /// Looks at all pairs of partners.
  ///
  /// - Returns: how many pairs of each two classes were looked at.
  private mutating func probePartners() -> [Int64: Int] {
    var counts: [Int64: Int] = [:]
    for vpc in endsOfVPC.indices {
      for partner in [Int32(vpc)] + neighbourhood.partners[vpc] where partner >= Int32(vpc) {
        for left in endsOfVPC[vpc] {
          for right in endsOfVPC[Int(partner)] {
            if partner == Int32(vpc), right <= left { continue }
            let (first, second) = (min(left, right), max(left, right))
            guard isPair(first, second) else { continue }
            counts[pairKey(first, second), default: 0] += 1
            if isWithinSubnet(first, second) { continue }
            let effects = effects(first, second)
            if effects.isEmpty { continue }
            groups.append(
              PairGroup(
                first: first, second: second, count: 1, effects: effects, firstClass: -1,
                secondClass: -1))
          }
        }
      }
    }
    return counts
  }

  private func pairKey(_ first: Int32, _ second: Int32) -> Int64 {
    let (left, right) = (classes.classes[Int(first)], classes.classes[Int(second)])
    return Int64(min(left, right)) << 32 | Int64(max(left, right))
  }

  private mutating func probeClasses(but explicit: [Int64: Int]) {
    for left in classes.members.indices {
      for right in left..<classes.members.count {
        let (some, others) = (classes.members[left], classes.members[right])
        let isInOrder = kind(some[0]) == kind(others[0]) || some[0] < others[0]
        let (firsts, seconds) = isInOrder ? (some, others) : (others, some)
        guard isPair(firsts[0], seconds[0]) else { continue }
        let all = left == right ? some.count * (some.count - 1) / 2 : some.count * others.count
        let count = all - (explicit[Int64(left) << 32 | Int64(right)] ?? 0)
        guard count > 0, let (first, second) = example(firsts, seconds) else { continue }
        let effects = effects(first, second)
        if effects.isEmpty { continue }
        groups.append(
          PairGroup(
            first: first, second: second, count: count, effects: effects,
            firstClass: classes.classes[Int(firsts[0])],
            secondClass: classes.classes[Int(seconds[0])]))
      }
    }
  }

  /// A pair of members that are no partners.
  private func example(_ firsts: [Int32], _ seconds: [Int32]) -> (Int32, Int32)? {
    for first in firsts {
      let vpc = directory.vpc(of: Int(first))
      let second = seconds.first { !neighbourhood.arePartners(vpc, directory.vpc(of: Int($0))) }
      if let second { return (min(first, second), max(first, second)) }
    }
    return nil
  }

  /// Every pair that a group stands for, while `body` wants more.
  func forEachPair(of group: PairGroup, _ body: (Int32, Int32) -> Bool) {
    if group.firstClass < 0 {
      _ = body(group.first, group.second)
      return
    }
    let seconds = classes.members[Int(group.secondClass)]
    for first in classes.members[Int(group.firstClass)] {
      let vpc = directory.vpc(of: Int(first))
      for second in seconds {
        if group.firstClass == group.secondClass, second <= first { continue }
        if neighbourhood.arePartners(vpc, directory.vpc(of: Int(second))) { continue }
        if !body(min(first, second), max(first, second)) { return }
      }
    }
  }
}
