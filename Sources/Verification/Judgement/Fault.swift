import Diagnostics
import Topology

/// What is wrong with one round trip, before faults of one cause become one finding.
struct Fault: Sendable {
  var id: DiagnosticID
  var effects: Set<DiagnosticID>
  var severity: Severity
  var message: String
  /// The line to blame.
  var location: SourceRange
  var related: [Diagnostic.Note] = []
  /// What to look at, when no repair is verified.
  var advice: String
  /// Edits that may repair it, the likeliest first; each is tried with those of all faults of the
  /// cause.
  var candidates: [[Edit]] = []
  /// Nil when the fault is of a declaration alone, or of packets to nobody.
  var trip: RoundTrip?
  /// A packet to an address that is no flow's end.
  var stray: Stray?
  /// The VPCs one of which got a packet for the other.
  var confused: Set<ID<VPC>> = []
  /// The ends that count as affected.
  var pair: EndPair?
  /// How many pairs this one stands for, itself included.
  var pairs = 1
  /// Flows of some of these.
  var alike: [(flow: Flow, pair: EndPair)] = []

  /// A packet that a host or gateway sends to any address, leg by leg.
  struct Stray: Sendable {
    let source: FlowEnd
    let legs: [Path]
  }
}
