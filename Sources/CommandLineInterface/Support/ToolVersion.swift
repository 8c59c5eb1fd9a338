/// The version of this tool, as `--version`, plans and reports say it.
enum ToolVersion {
  static let current = "0.1.0"
}
