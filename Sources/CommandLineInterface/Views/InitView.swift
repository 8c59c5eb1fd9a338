import Diagnostics

/// Tells what was written to start from.
struct InitView {
  let console: Console

  /// - Parameter paths: The topology first.
  func show(_ paths: [String], format: OutputFormat) {
    switch format {
    case .json:
      let document: JSONValue = [
        "format_version": "1.0", "tool_version": .string(ToolVersion.current),
        "files": .array(paths.map { .string($0) }),
      ]
      console.write(document.prettyText)
    case .text:
      let shown = paths.map(\.escapingControlCharacters)
      console.write("Wrote \(shown.joined(separator: " and ")).\n")
      guard let topology = shown.first else { return }
      console.write("Next: bumpwire validate \(topology)\n")
    }
  }
}
