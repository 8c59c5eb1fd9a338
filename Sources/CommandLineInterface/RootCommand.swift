import ArgumentParser

/// `bumpwire`: one subcommand a verb, each in a file of its own.
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bumpwire",
    abstract: "Plans, proves and runs Gateway Load Balancer topologies on a Linux host.",
    discussion: """
      Begin with `init`; `validate` proves a topology, `plan` shows what `apply` would do, and \
      `destroy` removes all of it again.

        bumpwire init my-network
        bumpwire validate my-network/topology.yaml
        sudo bumpwire apply my-network/topology.yaml

      Exits with 0 when it is done, 1 for findings or a failed operation, 2 for changes (plan \
      --detailed-exitcode, diff --exit-code), 3 when all was rolled back, 4 when the rollback failed \
      too, 64 for wrong arguments, 65 for what is no topology, 69 when something that is needed is \
      missing, 70 when a self-check failed, 73 for a stale plan, 75 while somebody else changes the \
      topology, 77 without root, and 130 or 143 on signals.

      NO_COLOR, FORCE_COLOR and TERM=dumb decide on colour, and with CI set nobody is asked.
      """,
    version: ToolVersion.current,
    subcommands: [
      InitCommand.self, FormatCommand.self, ValidateCommand.self, DiffCommand.self,
      TraceCommand.self, ExplainCommand.self, PlanCommand.self, ApplyCommand.self,
      DestroyCommand.self, ShowCommand.self, ListCommand.self, StatusCommand.self,
      FlowsCommand.self, CaptureCommand.self, MetricsCommand.self, StateCommand.self,
      SchemaCommand.self, GenerateCommand.self, CompletionCommand.self, VersionCommand.self,
      AgentCommand.self, ScaleCommand.self, RevertCommand.self, CheckRulesCommand.self,
    ])
}
