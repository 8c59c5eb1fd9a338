import Diagnostics
import HostState

/// A plan for people: lines that say what they mean without colour, which a view may add.
package struct PlanText: Hashable, Sendable {
  package struct Line: Hashable, Sendable {
    /// What the line is coloured by; nil for headings and notes.
    package var action: Action?
    /// Free of control characters.
    package var text: String

    init(_ text: String, _ action: Action? = nil) {
      self.action = action
      self.text = text.escapingControlCharacters
    }
  }

  package let lines: [Line]

  /// Each line ended by a newline.
  package var text: String { lines.map { $0.text + "\n" }.joined() }

  /// Every change with its reason, grouped by namespace.
  package init(_ plan: Plan) {
    guard !plan.isEmpty else {
      lines = [Self.noChanges(plan)]
      return
    }
    let entries = PlanEntry.entries(of: plan)
    let used = Set(entries.map(\.change.action))
    var lines = [
      Line("Topology \(plan.topology) changes as follows:"),
      Line(
        "  "
          + Action.allCases.filter(used.contains).map { "\($0.symbol) \($0.word)" }
          .joined(separator: "   ")),
    ]
    var namespace: NamespaceName?
    for entry in entries {
      if entry.object.namespace != namespace {
        namespace = entry.object.namespace
        lines += [Line(""), Line("\(entry.object.namespace)")]
      }
      lines.append(Line(entry.text, entry.change.action))
    }
    self.lines = lines + [Line(""), Line("\(plan.summary)")]
  }

  /// Names only, what is destroyed first.
  package init(summaryOf plan: Plan) {
    guard !plan.isEmpty else {
      lines = [Self.noChanges(plan)]
      return
    }
    let entries = PlanEntry.entries(of: plan)
    let order: [Action] = [.delete, .replace, .update, .create]
    lines =
      order.flatMap { action in
        entries.filter { $0.change.action == action }.map {
          Line("\(action.symbol) \($0.object.namespace) \($0.object.label)", action)
        }
      } + [Line("\(plan.summary)")]
  }

  private static func noChanges(_ plan: Plan) -> Line {
    Line("No changes. Topology \(plan.topology) is as it should be.")
  }
}
