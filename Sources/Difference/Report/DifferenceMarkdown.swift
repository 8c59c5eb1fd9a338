import Diagnostics
import Verification

/// A difference as a comment of a pull request: what happens to whose traffic in the first line, the
/// lines that do it below, everything else folded away.
package struct DifferenceMarkdown {
  private let text = DifferenceText()
  private static let mostFlows = 20
  private static let mostResources = 200

  package init() {}

  /// - Parameters:
  ///   - path: the new file, as the user named it.
  ///   - most: bytes of the whole.
  package func text(
    _ report: DifferenceReport, of path: String, most: Int = CheckReport.commentSize
  ) -> String {
    var result =
      "### \(Self.sign(report)) \(MarkdownText.code(path)): \(Self.headline(report))\n\n"
    result += table(report)
    let foot = resources(report.resources) + ends(report)
    var room = most - result.utf8.count - foot.utf8.count - 200
    var hidden = max(0, report.flows.count - Self.mostFlows)
    for change in report.flows.prefix(Self.mostFlows) {
      let block = block(change)
      guard block.utf8.count < room else {
        hidden += 1
        continue
      }
      result += block
      room -= block.utf8.count
    }
    if hidden > 0 { result += "… and \(hidden) more that have no room here.\n\n" }
    return result + foot
  }

  private static func sign(_ report: DifferenceReport) -> String {
    let isGrave = report.flows.contains { $0.severity >= .warning }
    return isGrave ? "⚠️" : report.pairsChanged == 0 ? "✅" : "ℹ️"
  }

  /// What a reviewer must know, in one line.
  package static func headline(_ report: DifferenceReport) -> String {
    if report.pairsChanged == 0 {
      let resources = report.resources.count
      return "no flow behaves otherwise"
        + (resources == 0
          ? "" : ", \(resources) \(resources == 1 ? "resource is" : "resources are") different")
    }
    return ChangeCategory.allCases.compactMap { category in
      report.counts[category].map { "\(DifferenceText.pairs($0)) \(verb(category, $0))" }
    }.joined(separator: ", ")
  }

  private static func verb(_ category: ChangeCategory, _ count: Int) -> String {
    let isOne = count == 1
    return switch category {
    case .inspectionLost: isOne ? "loses inspection" : "lose inspection"
    case .becameAsymmetric: isOne ? "becomes asymmetric" : "become asymmetric"
    case .newlyUnreachable: isOne ? "loses flows" : "lose flows"
    case .newlyReachable: isOne ? "gains flows" : "gain flows"
    case .inspectionChanged:
      isOne ? "is inspected by something else" : "are inspected by something else"
    case .inspectionGained: isOne ? "gains inspection" : "gain inspection"
    case .becameSymmetric: isOne ? "becomes symmetric" : "become symmetric"
    case .pathChanged: isOne ? "takes another path" : "take another path"
    }
  }

  private func table(_ report: DifferenceReport) -> String {
    var lines = [
      "| behaviour | pairs of \(report.pairsCompared) | meaning |", "| --- | ---: | --- |",
    ]
    for category in ChangeCategory.allCases {
      guard let count = report.counts[category] else { continue }
      let name = category.severity >= .warning ? "**\(category.rawValue)**" : category.rawValue
      lines.append("| \(name) | \(count) | \(category.meaning) |")
    }
    return lines.count == 2 ? "" : lines.joined(separator: "\n") + "\n\n"
  }

  private func block(_ change: FlowChange) -> String {
    let head = change.categories.map { "**\($0.rawValue)**" }.joined(separator: ", ")
    var block =
      "\(head) (\(DifferenceText.pairs(change.pairs))): \(MarkdownText.prose(change.message))\n\n"
    if let divergence = change.divergence {
      let tables = [divergence.before, divergence.after].map { $0.map { $0.table ?? $0.at } ?? "" }
      let isOneTable = tables[0] == tables[1]
      block += "> \(divergence.isReply ? "replies, " : "")"
      if isOneTable { block += "\(MarkdownText.code(tables[0])): " }
      block += Self.decision(divergence.before, in: isOneTable ? nil : tables[0]) + " → "
      block += Self.decision(divergence.after, in: isOneTable ? nil : tables[1])
      block +=
        (DifferenceText.choices(divergence).map { ": \($0.before), now \($0.after)" } ?? "")
        + "\n\n"
    }
    let hops = text.hops(change).joined(separator: "\n")
    return block + MarkdownText.folded(hops, under: "Before and after, hop by hop") + "\n"
  }

  private static func decision(_ hop: Hop?, in table: String?) -> String {
    guard let hop else { return "nothing" }
    let place = hop.location.map { " (\(MarkdownText.code("\($0.file):\($0.start.line)")))" } ?? ""
    return MarkdownText.code((table.map { "\($0): " } ?? "") + hop.decision) + place
  }

  private func resources(_ changes: [ResourceChange]) -> String {
    if changes.isEmpty { return "" }
    var lines = changes.prefix(Self.mostResources).map { change -> String in
      let sign =
        switch change.action {
        case .added: "+"
        case .removed: "-"
        case .changed, .renamed: "!"
        }
      return "\(sign) \(change.address)  \(DifferenceText.detail(change))".escapingControlCharacters
    }
    if changes.count > lines.count { lines.append("  … and \(changes.count - lines.count) more") }
    // Long lists must not push the behaviour out.
    var room = 20_000
    let shown = lines.prefix { line in
      room -= line.utf8.count + 1
      return room > 0
    }
    let title = "\(changes.count) resource \(changes.count == 1 ? "change" : "changes")"
    return MarkdownText.folded(shown.joined(separator: "\n"), under: title, as: "diff") + "\n"
  }

  private func ends(_ report: DifferenceReport) -> String {
    [("Only in the new file", report.addedEnds), ("Only in the old file", report.removedEnds)]
      .filter { !$1.isEmpty }.map { label, names in
        let shown = names.prefix(12).map { MarkdownText.code($0) }.joined(separator: ", ")
        let more = names.count > 12 ? " and \(names.count - 12) more" : ""
        return "\(label), not compared: \(shown)\(more).\n"
      }.joined()
  }
}
