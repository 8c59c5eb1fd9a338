import DataPlane
import Diagnostics
import IPAddressing

/// Prints live flows.
struct FlowsView {
  let console: Console

  func show(_ flows: [ListedFlow], format: OutputFormat) {
    switch format {
    case .json: console.write(json(flows).prettyText)
    case .text: console.write(flows.isEmpty ? "No live flows.\n" : text(flows))
    }
  }

  /// The document that `flows --format json` prints, `format_version` 1.0.
  private func json(_ flows: [ListedFlow]) -> JSONValue {
    [
      "format_version": "1.0",
      "flows": .array(
        flows.map { listed in
          let flow = listed.flow
          return [
            "protocol": .integer(Int(flow.protocolNumber)),
            "source_address": .string("\(flow.source.address)"),
            "source_port": .integer(Int(flow.source.port)),
            "destination_address": .string("\(flow.destination.address)"),
            "destination_port": .integer(Int(flow.destination.port)),
            "endpoint": .string(listed.endpoint), "appliance": .string(listed.target),
            "forward": .string(seen(flow.forward)), "return": .string(seen(flow.backward)),
            "idle": .integer(flow.idle), "closed": .boolean(flow.isClosed),
          ]
        }),
    ]
  }

  private func text(_ flows: [ListedFlow]) -> String {
    flows.map { listed in
      let flow = listed.flow
      let ends = "\(end(flow.source, flow)) -> \(end(flow.destination, flow))"
      return """
        \(console.outputStyle("\(IPProtocol(number: flow.protocolNumber)) \(ends)", .bold))
          endpoint   \(listed.endpoint)
          appliance  \(listed.target)
          forward    \(seen(flow.forward))
          return     \(seen(flow.backward))
          last seen  \(flow.idle) s ago\(flow.isClosed ? ", closed" : "")

        """
    }.joined()
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
