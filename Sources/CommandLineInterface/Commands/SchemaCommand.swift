import ArgumentParser
import Configuration
import Diagnostics

/// `bumpwire schema`: the JSON Schema of topology files, for editors and other tools.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of topology files.",
    discussion: """
      An editor that speaks the YAML language server's protocol checks and completes a topology \
      whose first line is:

        # yaml-language-server: $schema=topology.schema.json
      """)

  func run() throws {
    Console(.never).write(TopologySchema.json.prettyText)
  }
}
