import IPAddressing
import Proof
import Topology

/// Pairs of a proof's groups to walk, each with how many it stands for.
struct Sampling {
  struct Sample {
    var pair: EndPair
    /// How many pairs it stands for, itself included.
    var count: Int
    /// Some of these, as unlike it as they come.
    var others: [EndPair] = []
  }

  let proof: SymmetryProof
  /// What a pair's faults are and where; pairs with one cause have one blame.
  let blame: (EndPair) -> Set<Cause.Identity>

  /// A group of at most so many pairs is walked whole.
  static let whole = 400
  /// Of VPCs that look alike, so many are blamed each by itself; the last one stands for the rest.
  static let alike = 40

  func samples(of group: SymmetryProof.Group) -> [Sample] {
    if group.count <= Self.whole {
      var samples: [Sample] = []
      proof.forEachPair(of: group) { first, second in
        samples.append(Sample(pair: pair(first, second, group), count: 1))
        return true
      }
      return samples
    }
    let example = pair(group.first, group.second, group)
    let own = blame(example)
    let variants = proof.variants(of: group)
    let isFollowing = { (variant: (FlowEnd, FlowEnd)?) in
      variant.map { blame(pair($0.0, $0.1, group)) != own } ?? false
    }
    if isFollowing(variants.first) { return strata(of: group, bySecond: false) }
    if isFollowing(variants.second) { return strata(of: group, bySecond: true) }
    let others = [variants.first, variants.second].compactMap { $0 }
    return [
      Sample(
        pair: example, count: group.count, others: others.map { pair($0.0, $0.1, group) })
    ]
  }

  private func strata(of group: SymmetryProof.Group, bySecond: Bool) -> [Sample] {
    let strata = proof.strata(of: group, bySecond: bySecond, most: Self.alike)
    var samples = strata.map {
      Sample(
        pair: pair($0.pair.0, $0.pair.1, group), count: $0.count,
        others: $0.count > 1 ? [pair($0.last.0, $0.last.1, group)] : [])
    }
    let counted = samples.reduce(0) { $0 + $1.count }
    if !samples.isEmpty { samples[samples.count - 1].count += group.count - counted }
    return samples
  }

  private func pair(
    _ first: FlowEnd, _ second: FlowEnd, _ group: SymmetryProof.Group
  ) -> EndPair {
    EndPair(first: first, second: second, family: group.family)
  }
}
