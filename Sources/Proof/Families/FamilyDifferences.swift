package import Topology

/// Pairs of host-bearing subnets, or of one and the internet, whose IPv4 and IPv6 flows may pass
/// different services.
package struct FamilyDifferences: Sendable {
  /// One of the pairs, in the order of its subnets as all pairs are, and how many it stands for.
  package private(set) var pairs: [(first: FlowEnd, second: FlowEnd, count: Int)] = []

  private struct Kind: Hashable {
    var old: Int32
    var new: Int32
  }

  /// Of pairs of one kind, so many are told one by one.
  private static let mostTold = 400
  /// By VPC, in order: itself, and those with which pairs are looked at one by one in either family.
  private let near: [[Int32]]

  init(_ old: HostServices, _ new: HostServices) {
    near = zip(old.partners, new.partners).enumerated().map { vpc, partners in
      Set(partners.0 + partners.1 + [Int32(vpc)]).sorted()
    }
    let subnets = new.subnets.filter { old.classes(of: $0) != nil }
    var kinds: [Kind: [Int32]] = [:]
    var byVPC: [Int32: [Int32]] = [:]
    for subnet in subnets {
      guard let first = old.classes(of: subnet), let second = new.classes(of: subnet),
        let vpc = old.vpc(of: subnet)
      else { continue }
      kinds[Kind(old: first, new: second), default: []].append(subnet)
      byVPC[vpc, default: []].append(subnet)
    }
    addInternet(old, new, subnets)
    addPartners(old, new, byVPC)
    let groups = kinds.values.sorted { $0[0] < $1[0] }
    for left in groups.indices {
      for right in left..<groups.count { addClasses(old, new, groups[left], groups[right]) }
    }
  }

  private func differ(_ old: Set<UInt64>?, _ new: Set<UInt64>?) -> Bool {
    guard let old, let new, !old.isEmpty, !new.isEmpty else { return false }
    return old != new || old.count > 1
  }

  private func end(_ subnet: Int32) -> FlowEnd { .subnet(ID(Int(subnet))) }

  private func ends(_ left: Int32, _ right: Int32) -> (FlowEnd, FlowEnd) {
    (end(min(left, right)), end(max(left, right)))
  }

  private mutating func addInternet(
    _ old: HostServices, _ new: HostServices, _ subnets: [Int32]
  ) {
    for subnet in subnets where differ(old.internet(of: subnet), new.internet(of: subnet)) {
      add((end(subnet), .internet))
    }
  }

  private mutating func addPartners(
    _ old: HostServices, _ new: HostServices, _ byVPC: [Int32: [Int32]]
  ) {
    for (vpc, own) in byVPC.sorted(by: { $0.key < $1.key }) {
      for partner in near[Int(vpc)] where partner >= vpc {
        for left in own {
          for right in byVPC[partner] ?? [] where partner != vpc || right > left {
            if differ(old.services(left, right), new.services(left, right)) {
              add(ends(left, right))
            }
          }
        }
      }
    }
  }

  /// The last one that is told by itself stands for all further ones.
  private mutating func add(_ ends: (FlowEnd, FlowEnd)) {
    if pairs.count < Self.mostTold {
      pairs.append((ends.0, ends.1, 1))
    } else {
      pairs[pairs.count - 1].count += 1
    }
  }

  private mutating func addClasses(
    _ old: HostServices, _ new: HostServices, _ lefts: [Int32], _ rights: [Int32]
  ) {
    var counts: [Int32: Int] = [:]
    for subnet in rights { counts[old.vpc(of: subnet) ?? -1, default: 0] += 1 }
    var total = 0
    for subnet in lefts {
      guard let vpc = old.vpc(of: subnet) else { continue }
      total += rights.count - near[Int(vpc)].reduce(0) { $0 + (counts[$1] ?? 0) }
    }
    if lefts[0] == rights[0] { total /= 2 }
    guard total > 0, let (first, second) = example(old, lefts, rights),
      differ(old.services(first, second), new.services(first, second))
    else { return }
    if total > Self.mostTold {
      let ends = ends(first, second)
      pairs.append((ends.0, ends.1, total))
      return
    }
    for left in lefts {
      for right in rights where lefts[0] != rights[0] || left < right {
        guard let one = old.vpc(of: left), let other = old.vpc(of: right),
          !near[Int(one)].contains(other)
        else { continue }
        let ends = ends(left, right)
        pairs.append((ends.0, ends.1, 1))
      }
    }
  }

  private func example(
    _ old: HostServices, _ lefts: [Int32], _ rights: [Int32]
  ) -> (Int32, Int32)? {
    for left in lefts {
      guard let vpc = old.vpc(of: left) else { continue }
      let right = rights.first { old.vpc(of: $0).map { !near[Int(vpc)].contains($0) } ?? false }
      if let right { return (left, right) }
    }
    return nil
  }
}
