import Diagnostics

extension VerificationReport {
  /// What was proved, and of what nothing is said, a sentence a line.
  package var proof: [String] {
    var lines = [pairsProved == 0 ? nothing : symmetric]
    if pairsUnconnected > 0 {
      lines.append("not connected: \(pairs(pairsUnconnected)), by their own routes")
    }
    if !excludedSubnets.isEmpty {
      lines.append("excluded as infrastructure: \(names(excludedSubnets))")
    }
    lines.append("not modelled: \(notModelled.joined(separator: ", "))")
    if !notLookedFor.isEmpty {
      let names = notLookedFor.map(\.rawValue).joined(separator: ", ")
      lines.append("not looked for above \(Examination.wholePairs) pairs: \(names)")
    }
    return lines
  }

  private var symmetric: String {
    "\(isSound ? "proved" : "proved of the rest"): \(pairs(pairsProved)) of hosts (both directions, "
      + "\(flowClasses) flow \(flowClasses == 1 ? "class" : "classes")) "
      + "\(pairsProved == 1 ? "is" : "are") routed symmetrically"
  }

  private var nothing: String {
    if !isSound { return "proved of the rest: nothing" }
    return pairsUnconnected > 0
      ? "nothing to prove: no two hosts are connected"
      : "nothing to prove: there are no two hosts, load balancers or networks with a flow between them"
  }

  private var isSound: Bool { count(.error) == 0 }

  /// As many as one takes in at a glance: JSON has them all.
  private func names(_ all: [String]) -> String {
    let most = 12
    guard all.count > most else { return all.joined(separator: ", ") }
    return all.prefix(most).joined(separator: ", ") + " and \(all.count - most) more"
  }

  private func pairs(_ count: Int) -> String { count == 1 ? "1 pair" : "\(count) pairs" }
}
