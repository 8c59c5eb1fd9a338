import Proof
import Topology

/// Pairs of groups without a fault, to hold the walker against the engine where nothing else would: of
/// each group another pair than the one that the engine followed for all of them.
struct SoundPairs {
  private(set) var pairs: [(pair: EndPair, effects: Effects)] = []

  /// - Parameter most: of how many groups at most: those that stand for the most pairs.
  init(_ proof: SymmetryProof, most: Int) {
    let sound = proof.groups.filter { !$0.effects.isFaulty && $0.count > 1 }
    for group in sound.sorted(by: { $0.count > $1.count }).prefix(most) {
      guard let (first, second) = proof.last(of: group) else { continue }
      pairs.append(
        (EndPair(first: first, second: second, family: group.family), group.effects))
    }
  }
}
