package import Diagnostics
package import Proof

/// What a change does to flows: a public contract, the worst first.
package enum ChangeCategory: String, CaseIterable, Sendable, Comparable {
  case inspectionLost = "inspection-lost"
  case becameAsymmetric = "became-asymmetric"
  case newlyUnreachable = "newly-unreachable"
  case newlyReachable = "newly-reachable"
  case inspectionChanged = "inspection-changed"
  case inspectionGained = "inspection-gained"
  case becameSymmetric = "became-symmetric"
  case pathChanged = "path-changed"

  package var change: BehaviourChange {
    switch self {
    case .inspectionLost: .inspectionLost
    case .becameAsymmetric: .becameAsymmetric
    case .newlyUnreachable: .newlyUnreachable
    case .newlyReachable: .newlyReachable
    case .inspectionChanged: .inspectionChanged
    case .inspectionGained: .inspectionGained
    case .becameSymmetric: .becameSymmetric
    case .pathChanged: .pathChanged
    }
  }

  /// What a set of changes holds, the worst first.
  package static func categories(of change: BehaviourChange) -> [ChangeCategory] {
    allCases.filter { change.contains($0.change) }
  }

  /// Whether somebody has to want it: a loss of inspection or of flows may be meant, and is no
  /// error, but nobody should overlook it.
  package var severity: Severity {
    switch self {
    case .inspectionLost, .becameAsymmetric, .newlyUnreachable: .warning
    case .newlyReachable, .inspectionChanged, .inspectionGained, .becameSymmetric, .pathChanged:
      .note
    }
  }

  /// What it means, in a few words.
  package var meaning: String {
    switch self {
    case .inspectionLost: "fewer services see the flow"
    case .becameAsymmetric: "replies no longer pass what requests pass"
    case .newlyUnreachable: "some flow connected before, and no longer"
    case .newlyReachable: "some flow connects now, and did not before"
    case .inspectionChanged: "other services see the flow, or in another order"
    case .inspectionGained: "more services see the flow"
    case .becameSymmetric: "replies pass what requests pass again"
    case .pathChanged: "the same inspection by other places"
    }
  }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  package static func < (left: ChangeCategory, right: ChangeCategory) -> Bool {
    left.rank < right.rank
  }
}
