import Diagnostics
import Execution
import Glibc
import HostState
import Planning
import Verification

/// Tells of a change as JSON, one event a line on standard output.
///
/// The first is `version`, the last `complete` or `error`, which `FailureView` writes. A reader is
/// meant to skip types and keys that it does not know: those may come with a minor version.
struct ChangeEvents: ChangeReporter {
  /// The first number changes when old readers would misread an event.
  static let formatVersion: JSONValue = "1.0"

  private let console: Console

  init(_ console: Console) {
    self.console = console
    write(
      "version",
      ["format_version": Self.formatVersion, "tool_version": .string(ToolVersion.current)])
  }

  /// The members are those of `validate --format json`.
  func show(_ findings: [Finding]) {
    for finding in findings { write("finding", finding.json) }
  }

  func show(_ plan: Plan, agent: Action?, by operation: ChangeSession.Operation) {
    if let agent { write("planned_agent", ["action": .string(agent.rawValue)]) }
    for entry in PlanEntry.entries(of: plan.operations) {
      write(
        "planned_change",
        [
          "action": .string(entry.action.rawValue),
          "namespace": .string(entry.object.namespace.rawValue),
          "object": .string(entry.object.label),
          "settings": entry.settings.isEmpty ? .null : .string(entry.settings),
          "reason": .string(entry.reason),
          "resource": .string(entry.origin?.resource), "place": .string(entry.origin?.place),
        ])
    }
    write(
      "plan",
      [
        "topology": .string(plan.topology), "operation": .string(operation.rawValue),
        "operations": .integer(plan.operations.count), "summary": plan.summary.json,
      ])
  }

  func show(_ event: ExecutionEvent) {
    switch event {
    case .started(let total): tell("started", ["total": .integer(total)])
    case .begun: break
    case .finished(let operations, let done, let total):
      let first = done - operations.count + 1
      for (offset, operation) in operations.enumerated() {
        tell(
          "operation",
          ["number": .integer(first + offset), "total": .integer(total)] + operation.members)
      }
    case .failed(let failure):
      tell("operation_failed", ["reason": .string(failure.reason)] + failure.operation.members)
    case .draining(let targets, let flows, let seconds):
      tell(
        "draining",
        [
          "targets": .array(targets.map(JSONValue.string)), "flows": .integer(flows),
          "seconds": .integer(seconds),
        ])
    case .rollingBack(let total): tell("rolling_back", ["total": .integer(total)])
    case .verifying: tell("verifying", [:])
    }
  }

  func askToConfirm(within seconds: Int) {
    tell("confirm", ["seconds": .integer(seconds), "pid": .integer(Int(getpid()))])
  }

  func showCompletion(of plan: Plan, agent: Action?, by operation: ChangeSession.Operation) {
    tell("complete", ["operation": .string(operation.rawValue), "summary": plan.summary.json])
  }

  private func write(_ type: JSONValue, _ members: JSONValue) {
    console.write(line(type, members))
  }

  /// Once the change has begun.
  private func tell(_ type: JSONValue, _ members: JSONValue) {
    console.tell(line(type, members))
  }

  private func line(_ type: JSONValue, _ members: JSONValue) -> String {
    (["type": type] + members).compactText + "\n"
  }
}

extension Operation {
  fileprivate var members: JSONValue {
    [
      "action": .string(action.rawValue), "namespace": .string(object.namespace.rawValue),
      "object": .string(object.label), "resource": .string(origin?.resource),
      "place": .string(origin?.place),
    ]
  }
}

extension PlanSummary {
  fileprivate var json: JSONValue {
    ["add": .integer(add), "change": .integer(change), "destroy": .integer(destroy)]
  }
}

extension JSONValue {
  fileprivate static func string(_ text: String?) -> JSONValue { text.map(Self.string) ?? .null }

  /// The members of both objects.
  fileprivate static func + (left: JSONValue, right: JSONValue) -> JSONValue {
    guard case .object(let first) = left, case .object(let second) = right else { return left }
    return .object(first + second)
  }
}
