/// The verdict on every pair of ends inside the VPCs and behind them: class by class, and one by one
/// where two VPCs are the same or partners.
struct ClassPairs<Bits: AddressBits> {
  let directory: Directory<Bits>
  let neighbourhood: Neighbourhood<Bits>
  let classes: EndClasses
  let prober: PairProber<Bits>
  /// By end.
  private let parties: [PairProber<Bits>.Party]
  private let endsOfVPC: [[Int32]]
  private(set) var groups: [PairGroup] = []
  private(set) var passages: Passages<Bits>
  /// By class: what its members' VPCs have that flows with another class pass.
  private var passed: [Set<Passed>]

  init(
    _ directory: Directory<Bits>, _ neighbourhood: Neighbourhood<Bits>, _ classes: EndClasses
  ) {
    self.directory = directory
    self.neighbourhood = neighbourhood
    self.classes = classes
    let prober = PairProber(directory.population)
    self.prober = prober
    parties = (0..<directory.count).map { directory.party($0, of: prober) }
    var endsOfVPC = [[Int32]](repeating: [], count: neighbourhood.isTransit.count)
    for end in 0..<directory.count { endsOfVPC[Int(directory.vpc(of: end))].append(Int32(end)) }
    self.endsOfVPC = endsOfVPC
    passages = Passages(directory.model, isTransit: neighbourhood.isTransit)
    passed = Array(repeating: [], count: classes.members.count)
    let explicit = probePartners()
    probeClasses(but: explicit)
    markAlike()
  }

  /// Groups of more pairs than this are not taken apart.
  private static var mostListed: Int { 100_000 }

  /// By end: the far ends of pairs whose replies come back another way, or not at all; and the ends
  /// that have more of these than are listed.
  func unmirroredPairs() -> (listed: [Int32: [Int32]], unlisted: Set<Int32>) {
    var listed: [Int32: [Int32]] = [:]
    var unlisted: Set<Int32> = []
    for group in groups where !group.effects.isDisjoint(with: .unmirrored) {
      if group.count > Self.mostListed, case .classes(let left, let right) = group.members {
        unlisted.formUnion(classes.members[Int(left)])
        unlisted.formUnion(classes.members[Int(right)])
        continue
      }
      forEachPair(of: group) { first, second in
        listed[first, default: []].append(second)
        listed[second, default: []].append(first)
        return true
      }
    }
    return (listed, unlisted)
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

  /// Whether the two need no probe: their packets pass nothing.
  private func isStraight(_ first: Int32, _ second: Int32) -> Bool {
    prober.isStraight(parties[Int(first)], parties[Int(second)])
  }

  /// Probes a pair, and notes what its flows pass.
  private mutating func probe(_ first: Int32, _ second: Int32) -> (Effects, Sightings) {
    let (source, destination) = (parties[Int(first)], parties[Int(second)])
    var sightings = Sightings()
    let effects =
      kind(second) == .node
      ? prober.effects(from: source, to: destination, &sightings)
      : prober.effects(between: source, and: destination, &sightings)
    passages.add(sightings, .init(first: .end(first), second: .end(second)))
    return (effects, sightings)
  }

  /// Looks at all pairs of partners.
  ///
  /// - Returns: how many pairs of each two classes were looked at.
  private mutating func probePartners() -> [Int64: Int] {
    var tallies = Tallies()
    var known: [ListKey: Int] = [:]
    for vpc in endsOfVPC.indices {
      for partner in [Int32(vpc)] + neighbourhood.partners[vpc] where partner >= Int32(vpc) {
        for left in endsOfVPC[vpc] {
          for right in endsOfVPC[Int(partner)] {
            if partner == Int32(vpc), right <= left { continue }
            let (first, second) = (min(left, right), max(left, right))
            guard isPair(first, second) else { continue }
            let classes = Tally.Key(
              classes: pairKey(first, second), isWithin: partner == Int32(vpc))
            let tally = tallies.place(of: classes)
            tallies.all[tally].count += 1
            if isWithinSubnet(first, second) { continue }
            let isStraight = isStraight(first, second)
            if isStraight, let group = tallies.all[tally].straight {
              groups[group].append(first, second)
              continue
            }
            let (effects, sightings) = isStraight ? (.proved, .straight) : probe(first, second)
            if effects.isEmpty { continue }
            let key = ListKey(
              classes: classes, effects: effects, services: sightings.proved,
              isTranslatedBefore: sightings.isTranslatedBefore)
            add(first, second, key, at: &known[key])
            if isStraight { tallies.all[tally].straight = known[key] }
          }
        }
      }
    }
    return tallies.all.reduce(into: [:]) { $0[$1.key.classes, default: 0] += $1.count }
  }

  /// Pairs of two classes that were looked at.
  private struct Tally {
    struct Key: Hashable {
      var classes: Int64
      var isWithin: Bool
    }

    let key: Key
    var count = 0
    /// The group of those that go straight to each other: most do.
    var straight: Int?
  }

  /// The same few classes meet in most VPCs: those of late are found without hashing.
  private struct Tallies {
    var all: [Tally] = []
    private var places: [Tally.Key: Int] = [:]
    /// Places in `all` by what is left of their keys; -1 for none.
    private var recent = [Int](repeating: -1, count: 256)

    mutating func place(of key: Tally.Key) -> Int {
      let (left, right) = (key.classes >> 32, key.classes & 0xFFFF_FFFF)
      let slot = Int(truncatingIfNeeded: left &* 31 &+ right &* 2 &+ (key.isWithin ? 1 : 0)) & 255
      let known = recent[slot]
      if known >= 0, all[known].key == key { return known }
      let place = places[key] ?? all.count
      if place == all.count {
        all.append(Tally(key: key))
        places[key] = place
      }
      recent[slot] = place
      return place
    }
  }

  private struct ListKey: Hashable {
    var classes: Tally.Key
    var effects: Effects
    var services: Set<UInt64>
    var isTranslatedBefore: Bool
  }

  private mutating func add(
    _ first: Int32, _ second: Int32, _ key: ListKey, at index: inout Int?
  ) {
    guard let known = index else {
      index = groups.count
      groups.append(
        PairGroup(
          first: first, second: second, count: 1, effects: key.effects, services: key.services,
          isTranslatedBefore: key.isTranslatedBefore,
          members: .listed([(first, second)])))
      return
    }
    groups[known].append(first, second)
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
        let (effects, sightings) = probe(first, second)
        if effects.isEmpty { continue }
        note(sightings, of: first, with: second, isFirst: true)
        note(sightings, of: second, with: first, isFirst: false)
        groups.append(
          PairGroup(
            first: first, second: second, count: count, effects: effects,
            services: sightings.proved, isTranslatedBefore: sightings.isTranslatedBefore,
            members: .classes(
              classes.classes[Int(firsts[0])], classes.classes[Int(seconds[0])])))
      }
    }
  }

  /// The first pair of members that are no partners.
  func example(
    _ firsts: some Sequence<Int32>, _ seconds: some Sequence<Int32>
  ) -> (Int32, Int32)? {
    for first in firsts {
      let vpc = directory.vpc(of: Int(first))
      let second = seconds.first { !neighbourhood.arePartners(vpc, directory.vpc(of: Int($0))) }
      if let second { return (min(first, second), max(first, second)) }
    }
    return nil
  }

  private struct Passed: Hashable {
    var mark: Passages<Bits>.Mark
    /// The class of the other end, and whether that is the second one.
    var other: Int32
    var isFirst: Bool
  }

  private mutating func note(
    _ sightings: Sightings, of end: Int32, with other: Int32, isFirst: Bool
  ) {
    let own = Int(classes.classes[Int(end)])
    for mark in passages.marks(of: sightings, in: directory.vpc(of: Int(end))) {
      passed[own].insert(
        Passed(mark: mark, other: classes.classes[Int(other)], isFirst: isFirst))
    }
  }

  /// What one member's flows pass in its VPC, all members' do in theirs, where they have any.
  private mutating func markAlike() {
    for (index, found) in passed.enumerated() where !found.isEmpty {
      for end in classes.members[index] {
        let vpc = directory.vpc(of: Int(end))
        for passed in found where passages.isUnmarked(passed.mark, in: vpc) {
          let other = classes.members[Int(passed.other)].first {
            !neighbourhood.arePartners(vpc, directory.vpc(of: Int($0)))
          }
          guard let other else { continue }
          passages.mark(
            [passed.mark], in: vpc,
            passed.isFirst
              ? .init(first: .end(end), second: .end(other))
              : .init(first: .end(other), second: .end(end)))
        }
      }
    }
  }

  /// Every pair that a group stands for, while `body` wants more.
  func forEachPair(of group: PairGroup, _ body: (Int32, Int32) -> Bool) {
    switch group.members {
    case .listed(let pairs):
      for pair in pairs where !body(pair.first, pair.second) { return }
    case .classes(let left, let right):
      for first in classes.members[Int(left)] {
        let vpc = directory.vpc(of: Int(first))
        for second in classes.members[Int(right)] {
          if left == right, second <= first { continue }
          if neighbourhood.arePartners(vpc, directory.vpc(of: Int(second))) { continue }
          if !body(min(first, second), max(first, second)) { return }
        }
      }
    }
  }
}
