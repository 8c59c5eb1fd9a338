import ArgumentParser
import Execution
import HostState
import Planning

/// `bumpwire destroy`: removes everything of a topology from this host.
struct DestroyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "destroy",
    abstract: "Remove everything of a topology from this host.",
    discussion: """
      Namespaces, links, programs, processes and files go, whoever made them inside the topology's \
      namespaces; nothing else is touched. It needs no topology file, goes on from where an earlier \
      run was cut off, and does what it can before it reports what it could not.

        bumpwire destroy catagram --yes
      """)

  @Argument(help: "The topology's name, or its file.")
  var topology: String

  @OptionGroup var options: ChangeOptions

  func run() throws {
    try ChangeRunner(.destroy, options).run { runner in
      let name = try TopologyName.read(topology, console: runner.console)
      let session = try runner.begin(name, try runner.lock(name), rollsBack: false)
      let observed = try observe(name, session, runner.console)
      let plan = try Plan(
        from: observed, to: HostState(topology: name), toolVersion: ToolVersion.current)
      let (executor, store) = (session.executor, session.store)
      let status = try runner.carryOut(plan, asking: "Destroy all of it?") {
        () throws(ExecutionError) in
        try executor.destroy(plan, from: observed, store: store)
      }
      if status == .success, let error = session.forget(in: options.host.stateDirectory) {
        runner.console.warn("the host has nothing of \(name) left, but its state stays: \(error)")
      }
      return status
    }
  }

  /// What cannot be read can still be destroyed: with a namespace goes everything in it.
  private func observe(
    _ name: String, _ session: borrowing ChangeSession, _ console: Console
  ) throws -> HostState {
    do {
      return try session.observe(knowing: [])
    } catch let failure as CommandFailure {
      console.warn(failure.message)
      return try HostState.namesOnly(of: name)
    }
  }
}
