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

  init(lines: [Line]) { self.lines = lines }

  /// Every change with its reason, grouped by namespace.
  package init(_ plan: Plan) {
    guard !plan.isEmpty else {
      self.init(noChangesOf: plan)
      return
    }
    let entries = PlanEntry.entries(of: plan)
    var lines =
      [Line("Topology \(plan.topology) changes as follows:")]
      + Self.legend(of: entries.map(\.action))
    var namespace: NamespaceName?
    for entry in entries {
      if entry.object.namespace != namespace {
        namespace = entry.object.namespace
        lines += [Line(""), Line("\(entry.object.namespace)")]
      }
      lines.append(Line(entry.text, entry.action))
    }
    self.init(lines: lines + [Line("")] + Self.warnings(of: plan) + [Line("\(plan.summary)")])
  }

  init(noChangesOf plan: Plan) {
    self.init(lines: [Line("No changes. Topology \(plan.topology) is as it should be.")])
  }

  static func warnings(of plan: Plan) -> [Line] { plan.warnings.map { Line($0) } }

  /// What the symbols of some actions mean.
  static func legend(of actions: [Action]) -> [Line] {
    let words = Action.allCases.filter(Set(actions).contains).map { "\($0.symbol) \($0.word)" }
    return [Line("  " + words.joined(separator: "   "))]
  }
}
