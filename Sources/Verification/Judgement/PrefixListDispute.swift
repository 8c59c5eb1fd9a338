import Diagnostics
import IPAddressing
import Topology

/// Two prefix lists that overlap in one table and lead to different targets (aws-gwlb 4.2).
struct PrefixListDispute {
  let message: String
  /// The line of the list whose name comes first.
  let location: SourceRange
  let notes: [Diagnostic.Note]

  static let advice = "remove the overlap, or let both lead to one target"

  init(_ one: Candidate, _ other: Candidate, in table: Table, _ topology: Topology) {
    let name = { (route: Candidate) in
      if case .prefixList(let list, _) = route.origin { topology[list].name } else { "" }
    }
    let (low, high) = name(one) < name(other) ? (one, other) : (other, one)
    let overlap =
      low.destination.contains(high.destination) ? high.destination : low.destination
    message =
      "`\(topology.address(table))` has two prefix lists that overlap in \(overlap) and lead to different targets: AWS picks either"
    location = low.source
    notes = [.init("the other", at: high.source)]
  }
}
