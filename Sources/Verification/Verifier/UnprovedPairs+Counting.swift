import Proof
import Topology

extension UnprovedPairs {
  init(_ proof: SymmetryProof, _ causes: [Cause]) {
    for group in proof.groups where group.effects.isFaulty {
      if group.effects.isAsymmetric {
        asymmetric += group.count
      } else if group.effects.faults.isSubset(of: .undecided) {
        undecided += group.count
      } else {
        lost += group.count
      }
    }
    for cause in causes where cause.first.id != .ambiguousPrefixList {
      switch cause.first.trip?.outcome {
      case .requestLost, .elsewhere, .replyLost: reasons.insert(cause.identity.id)
      case .connected, nil: break
      }
    }
  }
}
