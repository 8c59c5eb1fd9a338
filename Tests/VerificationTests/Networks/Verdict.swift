import Diagnostics
import Testing
import Topology

@testable import Verification

/// A report in the words of a test: `id @ blamed address`.
struct Verdict {
  let report: VerificationReport
  let blamed: [String]

  init(_ network: NetworkBuilder) throws {
    let built = try network.build()
    report = Verifier(built.topology).report()
    #expect(report.disagreements == [])
    blamed = report.findings.map {
      "\($0.id) @ \($0.location.flatMap { built.lines.address(of: $0) } ?? "?")"
    }
  }

  func finding(_ id: DiagnosticID) -> Finding? { report.findings.first { $0.id == id } }
}
