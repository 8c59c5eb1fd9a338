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
    let entries = PlanEntry.entries(of: plan.operations)
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

  /// The same with what happens to the topology's agent, which is no object of a namespace.
  package init(_ text: PlanText, of plan: Plan, agent: Action?) {
    guard let agent else {
      self = text
      return
    }
    var summary = plan.summary
    if agent == .create { summary.add += 1 } else { summary.change += 1 }
    let head =
      plan.isEmpty
      ? [Line("Topology \(plan.topology) changes as follows:")] + Self.legend(of: [agent])
      : text.lines.dropLast()
    let reason = agent == .create ? "it does not run" : "it does not answer"
    self.init(
      lines: head + [
        Line(""), Line("agent"), Line("    \(agent.symbol) agent (\(reason))", agent), Line(""),
        Line("\(summary)"),
      ])
  }

  static func warnings(of plan: Plan) -> [Line] { plan.warnings.map { Line("\($0)") } }

  /// What the symbols of some actions mean.
  static func legend(of actions: [Action]) -> [Line] {
    let words = Action.allCases.filter(Set(actions).contains).map { "\($0.symbol) \($0.word)" }
    return [Line("  " + words.joined(separator: "   "))]
  }
}
