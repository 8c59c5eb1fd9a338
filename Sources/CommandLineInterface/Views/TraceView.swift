import Diagnostics
import Verification

/// Prints flows hop by hop.
struct TraceView {
  let console: Console

  func show(_ flows: [TracedFlow], format: OutputFormat) {
    switch format {
    case .json:
      let document: JSONValue = [
        "format_version": "1.0", "tool_version": .string(ToolVersion.current),
        "flows": .array(flows.map(\.json)),
      ]
      console.write(document.prettyText)
    case .text:
      for flow in flows { show(flow) }
    }
  }

  private func show(_ flow: TracedFlow) {
    let style = console.outputStyle
    let isSound = flow.outcome == .symmetric
    console.write(
      style(flow.outcome.rawValue, isSound ? .green : .red, .bold)
        + ": \(flow.explanation.escapingControlCharacters)\n")
    let text = FlowText(
      flow.flow, forward: flow.forward, return: flow.return, showsShadowed: true)
    for line in text.lines { console.write(line.text.escapingControlCharacters + "\n") }
    console.write("\n")
  }
}
