package import Diagnostics

/// What a comparison can say of flows: a public contract, each explained by `bumpwire explain ID`.
extension DiagnosticID {
  package static let inspectionLost = DiagnosticID("inspection-lost")
  package static let becameAsymmetric = DiagnosticID("became-asymmetric")
  package static let newlyUnreachable = DiagnosticID("newly-unreachable")
  package static let newlyReachable = DiagnosticID("newly-reachable")
  package static let inspectionChanged = DiagnosticID("inspection-changed")
  package static let inspectionGained = DiagnosticID("inspection-gained")
  package static let becameSymmetric = DiagnosticID("became-symmetric")
  package static let pathChanged = DiagnosticID("path-changed")
}

extension ChangeCategory {
  package var id: DiagnosticID {
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
}
