import ArgumentParser

/// `bumpwire`: one subcommand a verb, each in a file of its own.
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bumpwire",
    abstract: "Plans, proves and runs Gateway Load Balancer topologies on a Linux host.",
    version: ToolVersion.current,
    subcommands: [
      InitCommand.self, ValidateCommand.self, DiffCommand.self, TraceCommand.self,
      ExplainCommand.self,
      PlanCommand.self, ApplyCommand.self, DestroyCommand.self, ShowCommand.self,
      ListCommand.self, StatusCommand.self, FlowsCommand.self, CaptureCommand.self,
      MetricsCommand.self, StateCommand.self, SchemaCommand.self, GenerateCommand.self,
      CompletionCommand.self,
      AgentCommand.self, CheckRulesCommand.self,
    ])
}
