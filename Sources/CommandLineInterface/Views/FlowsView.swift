import DataPlane
import Diagnostics
import IPAddressing

/// Prints live flows as they are read: a table of a million is never held in memory.
struct FlowsView {
  /// Up to so many are gathered, and printed the latest first; more of them in the table's order.
  static let mostSorted = 10_000
  /// Bytes that are gathered for a write.
  private static let chunk = 1 << 16

  private let console: Console
  private let format: OutputFormat
  private var gathered: [ListedFlow] = []
  private var isGathering = true
  private var count = 0
  private var unwritten = ""

  init(console: Console, format: OutputFormat) {
    self.console = console
    self.format = format
  }

  mutating func add(_ flow: ListedFlow) {
    guard isGathering else { return write(flow) }
    gathered.append(flow)
    guard gathered.count > Self.mostSorted else { return }
    isGathering = false
    for flow in gathered { write(flow) }
    gathered = []
  }

  /// Ends the list, when there are no more.
  mutating func finish() {
    for flow in gathered.sorted(by: Self.isLater) { write(flow) }
    switch format {
    case .json: unwritten += count == 0 ? Self.head + "]\n}\n" : "\n  ]\n}\n"
    case .text: unwritten += count == 0 ? "No live flows.\n" : ""
    }
    console.write(unwritten)
  }

  private static func isLater(_ left: ListedFlow, _ right: ListedFlow) -> Bool {
    (left.flow.idle, left.endpoint, left.flow.source.port)
      < (right.flow.idle, right.endpoint, right.flow.source.port)
  }

  private mutating func write(_ flow: ListedFlow) {
    switch format {
    case .json: unwritten += (count == 0 ? Self.head : ",") + "\n    " + json(flow).compactText
    case .text: unwritten += text(flow)
    }
    count += 1
    guard unwritten.utf8.count >= Self.chunk else { return }
    console.write(unwritten)
    unwritten = ""
  }

  /// How the document that `flows --format json` prints begins, `format_version` 1.0; a flow is a line.
  private static let head =
    "{\n  \"format_version\": \"1.0\",\n  \"tool_version\": \"\(ToolVersion.current)\",\n  \"flows\": ["

  private func json(_ listed: ListedFlow) -> JSONValue {
    let flow = listed.flow
    return [
      "protocol": .integer(Int(flow.protocolNumber)),
      "source_address": .string("\(flow.source.address)"),
      "source_port": .integer(Int(flow.source.port)),
      "destination_address": .string("\(flow.destination.address)"),
      "destination_port": .integer(Int(flow.destination.port)),
      "endpoint": .string(listed.endpoint), "appliance": .string(listed.target),
      "appliance_gone": .boolean(listed.isTargetGone),
      "forward": .string(seen(flow.forward)), "return": .string(seen(flow.backward)),
      "idle": .integer(flow.idle), "closed": .boolean(flow.isClosed),
    ]
  }

  private func text(_ listed: ListedFlow) -> String {
    let flow = listed.flow
    let ends = "\(end(flow.source, flow)) -> \(end(flow.destination, flow))"
    return """
      \(console.outputStyle("\(IPProtocol(number: flow.protocolNumber)) \(ends)", .bold))
        endpoint   \(listed.endpoint)
        appliance  \(listed.target)\(listed.isTargetGone ? ", which is gone: packets are dropped" : "")
        forward    \(seen(flow.forward))
        return     \(seen(flow.backward))
        last seen  \(flow.idle) s ago\(flow.isClosed ? ", closed" : "")

      """
  }

  /// What the appliance saw of one direction.
  private func seen(_ direction: Flow.Direction) -> String {
    if direction.isReturned { return "inspected and returned" }
    return direction.isGiven ? "given to the appliance, not returned" : "not seen"
  }

  private func end(_ end: Flow.End, _ flow: Flow) -> String {
    guard end.port != 0 else { return "\(end.address)" }
    return end.address.isIPv4 ? "\(end.address):\(end.port)" : "[\(end.address)]:\(end.port)"
  }
}
