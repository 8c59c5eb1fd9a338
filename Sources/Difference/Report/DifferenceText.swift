package import Diagnostics
import Verification

/// A difference for people: what changed, whom it concerns, then each change with a flow that shows it.
package struct DifferenceText {
  /// What a piece of the text is, for a view that colours it.
  package enum Role: Hashable, Sendable {
    case headline
    case severity(Severity)
    case added
    case removed
    case changed
    case muted
  }

  private let style: (String, Role) -> String
  /// More of either are not printed.
  private static let mostResources = 40
  private static let mostFlows = 50

  package init(style: @escaping (String, Role) -> String = { text, _ in text }) {
    self.style = style
  }

  package func text(_ report: DifferenceReport) -> String {
    if report.isEmpty {
      return "No changes: \(Self.pairs(report.pairsCompared)) behave as before.\n"
    }
    // What reviewers look for comes first; lists of resources may be long.
    let lines =
      [behaviourSummary(report)] + categories(report) + ends(report) + [""]
      + [Self.resourceSummary(report)] + resources(report.resources)
    return lines.map { $0 + "\n" }.joined() + flows(report.flows)
  }

  static func resourceSummary(_ report: DifferenceReport) -> String {
    let parts = [ResourceChange.Action.added, .changed, .removed, .renamed].compactMap { action in
      let count = report.count(action)
      return count == 0 && action == .renamed ? nil : "\(count) \(action.rawValue)"
    }
    return "Resources: \(parts.joined(separator: ", "))"
  }

  private func resources(_ changes: [ResourceChange]) -> [String] {
    let shown = changes.prefix(Self.mostResources)
    let width = min(shown.map { $0.address.count }.max() ?? 0, 60)
    var lines = shown.map { change -> String in
      let (sign, role): (String, Role) =
        switch change.action {
        case .added: ("+", .added)
        case .removed: ("-", .removed)
        case .changed, .renamed: ("~", .changed)
        }
      let address = change.address.escapingControlCharacters
      let padding = String(repeating: " ", count: max(0, width - change.address.count))
      let text = "\(address)\(padding)  \(Self.detail(change).escapingControlCharacters)"
      return "  \(style(sign, role)) \(Self.trimmed(text))  "
        + style(Self.place(change).escapingControlCharacters, .muted)
    }
    if changes.count > shown.count {
      lines.append("  … and \(changes.count - shown.count) more: `--format json` lists all of them")
    }
    return lines
  }

  private static func trimmed(_ text: String) -> String {
    String(text.reversed().drop { $0 == " " }.reversed())
  }

  static func detail(_ change: ResourceChange) -> String {
    switch change.action {
    case .added, .removed:
      return change.attributes.first { $0.name == "target" }.map {
        "-> \($0.after ?? $0.before ?? "")"
      } ?? ""
    case .renamed: return "was \(change.oldAddress ?? "")"
    case .changed:
      let attributes = change.attributes.map {
        "\($0.name): \($0.before ?? "none") -> \($0.after ?? "none")"
      }
      let name = change.oldAddress.map { ["was \($0)"] } ?? []
      return (name + attributes).joined(separator: "; ")
    }
  }

  private static func place(_ change: ResourceChange) -> String {
    let range = change.location ?? change.oldLocation
    return range.map { "\($0.file):\($0.start.line)" } ?? ""
  }

  static func pairs(_ count: Int) -> String { count == 1 ? "1 pair" : "\(count) pairs" }

  private func behaviourSummary(_ report: DifferenceReport) -> String {
    let text =
      report.pairsChanged == 0
      ? "Behaviour: all \(Self.pairs(report.pairsCompared)) behave as before"
      : "Behaviour: \(report.pairsChanged) of \(Self.pairs(report.pairsCompared)) behave otherwise"
    return style(text, .headline)
  }

  private func categories(_ report: DifferenceReport) -> [String] {
    ChangeCategory.allCases.compactMap { category in
      report.counts[category].map { count in
        let name = category.rawValue
        let padding = String(repeating: " ", count: 19 - name.count)
        let number = String(count)
        return "  \(style(name, .severity(category.severity)))\(padding)"
          + String(repeating: " ", count: max(0, 8 - number.count)) + number
          + " \(count == 1 ? "pair " : "pairs")   " + style(category.meaning, .muted)
      }
    }
  }

  private func ends(_ report: DifferenceReport) -> [String] {
    [("only in the new file", report.addedEnds), ("only in the old file", report.removedEnds)]
      .compactMap { label, names in
        if names.isEmpty { return nil }
        let shown = names.prefix(8).joined(separator: ", ").escapingControlCharacters
        let more = names.count > 8 ? " and \(names.count - 8) more" : ""
        return "  \(label), not compared: \(shown)\(more)"
      }
  }

  private func flows(_ flows: [FlowChange]) -> String {
    let shown = flows.prefix(Self.mostFlows)
    var text = shown.map { "\n" + self.text($0) }.joined()
    if flows.count > shown.count {
      text += "\n… and \(flows.count - shown.count) more: `--format json` lists all of them\n"
    }
    return text
  }

  /// One change: what, how many, a flow's way before and after, and the lines that decided.
  package func text(_ change: FlowChange) -> String {
    let head = change.categories.map { style($0.rawValue, .severity($0.severity)) }
      .joined(separator: ", ")
    var lines = [
      "\(head): \(style(change.message.escapingControlCharacters, .headline))   "
        + style(Self.pairs(change.pairs), .muted)
    ]
    if let because = Self.because(change) {
      lines.append("  because  " + because.escapingControlCharacters)
    }
    return (lines + hops(change)).map { $0 + "\n" }.joined()
  }

  /// The flow's ways before and after, a decision a line.
  func hops(_ change: FlowChange) -> [String] {
    let before = FlowText(
      change.before.flow, forward: change.before.forward, return: change.before.return,
      blaming: change.divergence?.before?.location
    ).lines
    let after = FlowText(
      change.after.flow, forward: change.after.forward, return: change.after.return,
      blaming: change.divergence?.after?.location
    ).lines
    // The flow is told once, unless it has other addresses now.
    var lines = [before[0].text.escapingControlCharacters]
    lines.append("  before   " + change.before.explanation.escapingControlCharacters)
    lines += before.dropFirst().map { "  " + $0.text.escapingControlCharacters }
    lines.append("  after    " + change.after.explanation.escapingControlCharacters)
    if before[0] != after[0] { lines.append("  " + after[0].text.escapingControlCharacters) }
    lines += after.dropFirst().map { line in
      let text = "  " + line.text.escapingControlCharacters
      return line.isBlamed ? style(text, .headline) : text
    }
    return lines
  }

  /// What differs where the route is the same: the zone that a transit gateway takes.
  static func choices(
    _ divergence: FlowChange.Divergence
  ) -> (before: String, after: String)? {
    guard let before = divergence.before, let after = divergence.after,
      before.decision == after.decision, before.remark != after.remark
    else { return nil }
    let texts = [before, after].map { $0.remark ?? "the packet stays in its zone" }
    return (texts[0], texts[1])
  }

  /// Which decision is another one, in a line.
  static func because(_ change: FlowChange) -> String? {
    guard let divergence = change.divergence else { return nil }
    func place(_ range: SourceRange?) -> String {
      range.map { " (\($0.file):\($0.start.line))" } ?? ""
    }
    func decision(_ hop: Hop?) -> String {
      hop.map { $0.decision + place($0.location) } ?? "nothing"
    }
    let hop = divergence.after ?? divergence.before
    let reply = divergence.isReply ? "replies, " : ""
    if let lines = divergence.choices, let texts = choices(divergence), let hop {
      return
        "\(reply)\(hop.target): \(texts.before)\(place(lines.before))  =>  \(texts.after)\(place(lines.after))"
    }
    let table = hop.map { $0.table ?? $0.at } ?? ""
    return
      "\(reply)\(table): \(decision(divergence.before))  =>  \(decision(divergence.after))"
      + (choices(divergence).map { "; \($0.before), now \($0.after)" } ?? "")
  }
}
