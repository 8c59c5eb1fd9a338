import Diagnostics
import IPAddressing
import Topology

/// Finds the most specific cause of one asymmetric leg, the line to blame and edits to try.
struct Diagnosis {
  let judge: Judge
  let trip: RoundTrip
  let pair: EndPair
  let leg: Int
  let forward: Path
  let reply: Path
  let kind: Asymmetry

  var topology: Topology { judge.topology }

  func fault() -> Fault {
    natReturnBypass() ?? applianceModeOff() ?? edgeTableMissing() ?? edgeRouteForeign()
      ?? loadBalancerLeg() ?? foreignNATGateway() ?? peeringSplit() ?? generic()
  }

  /// Names of a path's points.
  func list(_ path: Path) -> String {
    path.points.isEmpty
      ? "no endpoint" : path.points.map { "`\(topology.address($0))`" }.joined(separator: ", ")
  }

  var ends: String { "`\(judge.opener(trip))` to `\(judge.target(trip))`" }

  /// What happens to such a flow.
  var consequence: String {
    Consequence(topology: topology, forward: forward, reply: reply).text
  }

  func make(
    _ id: DiagnosticID, _ message: String, at location: SourceRange,
    related: [Diagnostic.Note] = [], advice: String,
    candidates: @autoclosure () -> [[Edit]?]
  ) -> Fault {
    var effects: Set<DiagnosticID> = [kind.id]
    if kind == .otherZone { effects.insert(.asymmetricInspection) }
    effects.remove(id)
    return Fault(
      id: id, effects: effects, severity: .error, message: "\(message): \(consequence)",
      location: location, related: related, advice: advice,
      candidates: judge.seeksRepairs ? candidates().compactMap { $0 } : [], trip: trip, pair: pair)
  }

  /// Edits that make one direction pass what the other does.
  ///
  /// - Parameter changesSummaries: whether a route for more than the destination is changed.
  func mirroring(_ model: Path, in path: Path, changesSummaries: Bool = false) -> [Edit]? {
    MirrorPlan(
      topology: topology, model: model, start: path.start, destination: path.destination,
      changesSummaries: changesSummaries
    ).edits()
  }

  /// The decision of `path` that the first edit of a plan would change; its first one otherwise.
  func blamedStep(of path: Path, imitating model: Path) -> Step {
    for edit in mirroring(model, in: path) ?? [] {
      let table: Table? =
        switch edit {
        case .addRoute(let table, _, _), .removeRoute(let table, _, _): table
        case .retargetRoute(let table, _, _, _): table
        default: nil
        }
      if let table, let step = path.steps.first(where: { $0.table == table }) { return step }
    }
    return path.steps[0]
  }
}
