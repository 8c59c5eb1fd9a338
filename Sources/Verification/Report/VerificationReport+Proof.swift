import Diagnostics

extension VerificationReport {
  /// What was proved, and of what nothing is said, a sentence a line.
  package var proof: [String] {
    var lines = [pairsProved == 0 ? nothing : symmetric]
    if hasUninspected, pairsProved > 0 {
      lines.append("of these, some are not inspected as demanded: \(ID.policyUninspected.rawValue)")
    }
    if pairsUnproved.count > 0 { lines.append(unproved) }
    if pairsUnconnected > 0 {
      lines.append("not connected: \(pairs(pairsUnconnected)), by their own routes")
    }
    // A small topology is walked whole.
    if notLookedFor.contains(.routeNeverUsed) {
      lines.append(
        "cross-checked by fingerprint: \(crossChecked.hosts) of \(crossChecked.of) host-bearing subnets"
      )
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

  private typealias ID = DiagnosticID

  private var symmetric: String {
    "proved: \(pairs(pairsProved)) of hosts (both directions, "
      + "\(flowClasses) flow \(flowClasses == 1 ? "class" : "classes")) "
      + "\(pairsProved == 1 ? "is" : "are") routed symmetrically"
  }

  private var nothing: String {
    if pairsUnproved.count > 0 { return "proved: nothing" }
    return pairsUnconnected > 0
      ? "nothing to prove: no two hosts are connected"
      : "nothing to prove: there are no two hosts, load balancers or networks with a flow between them"
  }

  /// How many pairs are not proved, and why.
  private var unproved: String {
    let (all, reasons) = (pairsUnproved, pairsUnproved.reasons.map(\.rawValue).sorted())
    var parts: [(count: Int, text: String)] = []
    if all.asymmetric > 0 { parts.append((all.asymmetric, "routed asymmetrically")) }
    if all.lost > 0 {
      let names = reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))"
      parts.append((all.lost, "packets are lost\(names)"))
    }
    if all.undecided > 0 {
      parts.append((all.undecided, "undecided (\(ID.ambiguousPrefixList.rawValue))"))
    }
    let texts = parts.map { parts.count == 1 ? $0.text : "\($0.count) \($0.text)" }
    return "not proved: \(pairs(all.count)): " + texts.joined(separator: "; ")
  }

  /// As many as one takes in at a glance: JSON has them all.
  private func names(_ all: [String]) -> String {
    let most = 12
    guard all.count > most else { return all.joined(separator: ", ") }
    return all.prefix(most).joined(separator: ", ") + " and \(all.count - most) more"
  }

  private func pairs(_ count: Int) -> String { count == 1 ? "1 pair" : "\(count) pairs" }
}
