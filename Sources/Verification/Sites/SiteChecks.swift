import Diagnostics
import Threads
import Topology

/// Findings that a declaration shows, with what the flows say about it.
struct SiteChecks: Sendable {
  let topology: Topology
  let evidence: Evidence
  /// By table: the VPCs' route tables, then the transit gateways'.
  let traits: [TableTraits]

  /// Below so many tables a thread costs more than it saves.
  private static let leastTables = 1000

  /// The tables that have a trait, or all.
  func tables(with trait: TableTraits = []) -> [Table] {
    let count = topology.routeTables.count
    return traits.indices.filter { traits[$0].isSuperset(of: trait) }.map { index in
      index < count ? .routeTable(ID(index)) : .transitGateway(ID(index - count))
    }
  }

  /// - Parameter overlaps: see `overlaps()`.
  func faults(_ overlaps: [Overlap]) -> [Fault] {
    let checks: [@Sendable () -> [Fault]] = [
      stickiness, idleTimeouts, shadowedRoutes, ambiguousPrefixLists, reservedDestinations,
      unreachable, danglingAssociations, sharedSubnets, sourceDestinationChecks, edgeTargets,
      { overlaps.map(\.fault) }, overlapsOnPremises, severalTransitGateways, demandsWithinSubnets,
      unsupportedExpectations,
    ]
    return Parallel.map(checks.count, least: traits.count < Self.leastTables ? .max : 1) {
      checks[$0].flatMap { $0() }
    }.flatMap(\.self)
  }

  /// What is superfluous.
  ///
  /// Where something is wrong, routes are unused because of it: then nothing is said of use.
  ///
  /// - Parameter others: everything else that was found.
  func superfluities(besides others: [Fault]) -> [Fault] {
    let named = others.filter { !Self.ofOneLineAmongMany.contains($0.id) }.map(\.location)
    let notes = ineffectiveRoutes(besides: Set(named))
    guard others.allSatisfy({ $0.severity == .note }) else { return notes }
    return notes + uselessApplianceMode() + unusedRoutes(besides: Set(notes.map(\.location)))
  }

  /// Findings that several lines may share, of which those are named that some flow showed: what they
  /// leave out is no less superfluous than what they name.
  ///
  /// And one that is not looked for in large networks, which are told no more of routes for that.
  private static let ofOneLineAmongMany: Set<DiagnosticID> = [
    .loop, .loopTGWInspection, .endpointSelfRoute, .natLoop, .policyUninspected,
    .partialMeshBypass,
  ]

  func make(
    _ id: DiagnosticID, _ severity: Severity, _ message: String, at location: SourceRange,
    related: [Diagnostic.Note] = [], advice: String, candidates: [[Edit]] = []
  ) -> Fault {
    Fault(
      id: id, effects: [], severity: severity, message: message, location: location,
      related: related, advice: advice, candidates: candidates)
  }
}
