import Diagnostics
import Topology

/// Findings that a declaration shows, with what the flows say about it.
struct SiteChecks {
  let topology: Topology
  let evidence: Evidence

  func faults() -> [Fault] {
    stickiness() + idleTimeouts() + crossZone() + shadowedRoutes() + ambiguousPrefixLists()
      + reservedDestinations() + unreachable() + danglingAssociations() + sharedSubnets()
      + sourceDestinationChecks() + edgeTargets()
  }

  func make(
    _ id: DiagnosticID, _ severity: Severity, _ message: String, at location: SourceRange,
    related: [Diagnostic.Note] = [], advice: String, candidates: [[Edit]] = []
  ) -> Fault {
    Fault(
      id: id, effects: [], severity: severity, message: message, location: location,
      related: related, advice: advice, candidates: candidates)
  }
}
