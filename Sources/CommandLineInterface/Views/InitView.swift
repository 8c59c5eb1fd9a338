import Diagnostics

/// Tells what was written to start from.
struct InitView {
  let console: Console

  /// - Parameters:
  ///   - paths: The topology first.
  ///   - folder: What it would have been called after, if that could be a name.
  func show(
    _ paths: [String], named name: String, insteadOf folder: String?, format: OutputFormat
  ) {
    switch format {
    case .json:
      let document: JSONValue = [
        "format_version": "1.0", "tool_version": .string(ToolVersion.current),
        "name": .string(name), "files": .array(paths.map { .string($0) }),
      ]
      console.write(document.prettyText)
    case .text:
      let shown = paths.map(\.escapingControlCharacters)
      console.write("Wrote \(shown.joined(separator: " and ")).\n")
      guard let topology = shown.first else { return }
      if let folder {
        console.write(
          "The topology is called `\(name)`: `\(folder.escapingControlCharacters)` cannot be a name.\n"
        )
      }
      console.write("Next: bumpwire validate \(topology)\n")
      let schema = topology.replacing("topology.yaml", with: "topology.schema.json")
      console.write("For an editor that completes it: bumpwire schema > \(schema)\n")
    }
  }
}
