import Verification

/// One change of a flow, in a sentence.
struct ChangeSentence {
  private let change: FlowChange
  private let isPartial: Bool

  /// - Parameter isPartial: whether the flow connects on both sides, by some choice at least.
  init(_ change: FlowChange, isPartial: Bool) {
    self.change = change
    self.isPartial = isPartial
  }

  /// Without a full stop, names in back-quotes.
  var text: String {
    let flow = change.after.flow
    let (source, destination) = ("`\(flow.source)`", "`\(flow.destination)`")
    switch change.category {
    case .inspectionLost:
      let lost = names(change.servicesBefore.filter { !change.servicesAfter.contains($0) })
      return change.servicesAfter.isEmpty
        ? "\(source) reaches \(destination) uninspected: \(lost) no longer sees the flow"
        : "\(source) -> \(destination) is no longer inspected by \(lost), only by \(names(change.servicesAfter))"
    case .becameAsymmetric:
      return "\(source) -> \(destination) is no longer mirrored: \(reason(change.after))"
    case .newlyUnreachable:
      let some = isPartial ? "not always reaches" : "no longer reaches"
      return "\(source) \(some) \(destination)\(place): \(change.after.explanation)"
    case .newlyReachable:
      return
        "\(source) \(isPartial ? "always " : "")reaches \(destination)\(place) now, \(inspection)"
    case .inspectionChanged:
      return change.servicesBefore == change.servicesAfter
        ? "\(source) -> \(destination) is inspected in another order, or not always alike: \(names(change.servicesAfter))"
        : "\(source) -> \(destination) is inspected by \(names(change.servicesAfter)) in place of \(names(change.servicesBefore))"
    case .inspectionGained:
      let gained = change.servicesAfter.filter { !change.servicesBefore.contains($0) }
      return "\(source) -> \(destination) is now inspected by \(names(gained))"
    case .becameSymmetric:
      return "\(source) -> \(destination) is mirrored now: replies pass what requests pass"
    case .pathChanged: return "\(source) -> \(destination) goes \(detour)"
    }
  }

  /// Where in a destination of many addresses; others of it may be reached as before.
  private var place: String {
    let flow = change.after.flow
    let isWide = flow.destination == "internet" || flow.destination.contains("/subnet/")
    return isWide ? " at \(flow.destinationAddress)" : ""
  }

  private var inspection: String {
    change.servicesAfter.isEmpty ? "uninspected" : "inspected by \(names(change.servicesAfter))"
  }

  private func names(_ services: [String]) -> String {
    services.isEmpty ? "nothing" : services.map { "`\($0)`" }.joined(separator: ", ")
  }

  /// An asymmetric flow's explanation begins with the id of the finding.
  private func reason(_ flow: TracedFlow) -> String {
    guard flow.outcome == .asymmetric, let colon = flow.explanation.firstIndex(of: ":") else {
      return flow.explanation
    }
    return String(flow.explanation[colon...].dropFirst(2))
  }

  private var detour: String {
    func difference(_ hops: KeyPath<TracedFlow, [Hop]>) -> String? {
      let before = change.before[keyPath: hops].map(\.at)
      let after = change.after[keyPath: hops].map(\.at)
      if before == after { return nil }
      let gone = before.filter { !after.contains($0) }
      let come = after.filter { !before.contains($0) }
      if gone.isEmpty, come.isEmpty { return "through the same places in another order" }
      if come.isEmpty { return "no longer through \(names(gone))" }
      return gone.isEmpty
        ? "through \(names(come)) too" : "through \(names(come)) in place of \(names(gone))"
    }
    return difference(\.forward) ?? difference(\.return).map { "back " + $0 }
      ?? "through another zone or subnet of the same places"
  }
}
