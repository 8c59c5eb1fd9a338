import Diagnostics
import FoundationEssentials
import HostState
import StateStore

/// Prints what is remembered of topologies; JSON has `format_version` 1.0, and times in seconds since
/// 1970.
struct StateView {
  let console: Console

  func list(_ resources: RememberedResources, format: OutputFormat) {
    switch format {
    case .json: write(["resources": .array(resources.names.map { .string($0) })])
    case .text: for name in resources.names { line(name) }
    }
  }

  func show(_ objects: [RememberedResources.Object], of resource: String, format: OutputFormat) {
    switch format {
    case .json:
      write([
        "resource": .string(resource),
        "objects": .array(
          objects.map { object in
            [
              "namespace": .string(object.namespace.rawValue), "object": .string(object.label),
              "settings": object.settings.isEmpty ? .null : .string(object.settings),
            ]
          }),
      ])
    case .text:
      var namespace: String?
      for object in objects {
        if object.namespace.rawValue != namespace {
          namespace = object.namespace.rawValue
          line(object.namespace.rawValue)
        }
        line("  \(object.label)\(object.settings.isEmpty ? "" : " \(object.settings)")")
      }
    }
  }

  func show(_ run: RememberedRun, format: OutputFormat) {
    switch format {
    case .json:
      write([
        "topology": .string(run.topology),
        "sources": .array(run.sources.map { .string($0) }),
        "source_hash": run.sourceHash.map { .string($0) } ?? .null,
        "applied": run.applied.map { .integer($0) } ?? .null,
        "namespaces": run.namespaces.map { .integer($0) } ?? .null,
        "objects": run.objects.map { .integer($0) } ?? .null,
        "assignments": .integer(run.assignments),
        "last_run": run.lastRun.map { last in
          [
            "outcome": .string(
              last.outcome?.rawValue ?? (run.holder == nil ? "cut_off" : "under_way")),
            "confirm_until": run.unconfirmedUntil.map { .integer($0) } ?? .null,
            "operations": .integer(last.operations), "done": .integer(run.done),
            "in_doubt": .array(run.doubtful.map { .string($0) }),
          ]
        } ?? .null,
      ])
    case .text:
      let size = [
        run.namespaces.map { "\($0) namespaces" }, run.objects.map { "\($0) kernel objects" },
      ].compactMap { $0 }.joined(separator: ", ")
      let rows = [
        ["topology", run.topology], ["source", run.sources.joined(separator: ", ")],
        ["SHA-256", run.sourceHash ?? ""],
        ["applied", run.applied.map { Self.time($0) } ?? (run.objects == nil ? "never" : "")],
        ["size", size],
        ["assigned", "\(run.assignments) addresses and numbers"],
        [
          "last run",
          (run.lastRun.map { words($0, run.done, run.holder) } ?? "none")
            + (run.unconfirmedUntil.map { ", to be confirmed until \(Self.time($0))" } ?? ""),
        ],
      ]
      for text in TextTable(rows.filter { !$0[1].isEmpty }).lines() { line(text) }
      for operation in run.doubtful { line("in doubt  \(operation)") }
    }
  }

  func showRemoval(of topology: String, isDone: Bool, format: OutputFormat) {
    switch format {
    case .json: write(["topology": .string(topology), "removed": .boolean(isDone)])
    case .text:
      line(
        isDone
          ? "The state of topology \(topology) is forgotten. What is on the host stays: "
            + "`bumpwire destroy \(topology)` removes it."
          : "Nothing is remembered of topology \(topology).")
    }
  }

  func showFree(_ topology: String, format: OutputFormat) {
    switch format {
    case .json: write(["topology": .string(topology), "locked": .boolean(false)])
    case .text: line("Nobody has the lock of topology \(topology).")
    }
  }

  private func words(_ run: JournaledRun, _ done: Int, _ holder: LockHolder?) -> String {
    let operations = "\(run.operations) operation\(run.operations == 1 ? "" : "s")"
    if run.isUnfinished, let holder {
      return "\(holder) is under way: \(done) of \(operations) done"
    }
    return switch run.outcome {
    case .done?: "done, \(operations)"
    case .failed?: "failed after \(done) of \(operations)"
    case .rollingBack?: "cut off while it was taken back after \(done) of \(operations)"
    case .rolledBack?: "rolled back after \(done) of \(operations)"
    case nil: "cut off after \(done) of \(operations)"
    }
  }

  private func line(_ text: String) { console.write(text.escapingControlCharacters + "\n") }

  private func write(_ members: JSONValue) {
    guard case .object(let own) = members else { return }
    let head: JSONValue = [
      "format_version": "1.0", "tool_version": .string(ToolVersion.current),
    ]
    guard case .object(let first) = head else { return }
    console.write(JSONValue.object(first + own).prettyText)
  }

  /// ISO 8601 in UTC, as the lock's holder says it.
  static func time(_ seconds: Int) -> String {
    Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
  }
}
