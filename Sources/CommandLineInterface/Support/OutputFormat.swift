import ArgumentParser

/// `--format` of commands with two forms of output.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}
