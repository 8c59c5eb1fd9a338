import ArgumentParser
import Execution
import FoundationEssentials
import Glibc
import HostState
import Planning
import StateStore

/// `bumpwire destroy`: removes everything of a topology from this host.
struct DestroyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "destroy",
    abstract: "Remove everything of a topology from this host.",
    discussion: """
      Namespaces, links, programs, processes and files go, whoever made or started them inside the \
      topology's namespaces; nothing else is touched. It needs no topology file that is right, nor \
      one at all, goes on from where an earlier run was cut off, and does what it can before it \
      reports what it could not.

        bumpwire destroy catagram --yes
      """)

  @Argument(help: "The topology's name, or its file.", completion: .topologyName)
  var topology: String

  @OptionGroup var options: ChangeOptions

  func run() throws {
    try ChangeRunner(.destroy, options).run(checkInput: checkInput) { runner in
      let name = try readName(runner)
      let known = options.host.knownTopologies
      let session = try runner.begin(
        name, try runner.lock(name), ExecutionOptions(rollsBack: false))
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
      if plan.isEmpty, !known.contains(name) { tellOfOthers(known, name, runner.console) }
      return status
    }
  }

  private func checkInput(_ runner: ChangeRunner) throws {
    guard topology != "-", access(topology, R_OK) != 0, rememberedName() == nil else { return }
    _ = try readName(runner)
  }

  private func readName(_ runner: ChangeRunner) throws -> String {
    do {
      return try TopologyName.read(topology, console: runner.console, report: runner.reporter.show)
    } catch let failure as CommandFailure where failure.status == .invalidInput {
      // What is to go need not be right any more, nor its file be there.
      guard let name = TopologyName.written(in: topology) ?? rememberedName() else {
        throw CommandFailure(
          failure.status, failure.message,
          help: failure.help ?? "`bumpwire destroy NAME` needs no file; `bumpwire list` shows names"
        )
      }
      runner.console.warn("`\(topology)` is no valid topology; `\(name)`, as it was called, goes")
      return name
    }
  }

  /// The topology that was last applied from the file.
  private func rememberedName() -> String? {
    let place =
      topology.hasPrefix("/") ? topology : FileManager.default.currentDirectoryPath + "/" + topology
    let directory = options.host.stateDirectory
    let names = StateStore.topologies(in: directory).filter { name in
      guard let store = try? StateStore.reading(name, in: directory) else { return false }
      return (try? store.lastApplied())?.source?.files.first?.place == place
    }
    return names.count == 1 ? names[0] : nil
  }

  /// A name that was misspelt looks like a topology that is gone already.
  private func tellOfOthers(_ known: [String], _ name: String, _ console: Console) {
    guard !known.isEmpty else { return }
    let near = NearName.suggestion(for: name, among: known)
    let shown = known.prefix(8).map { "`\($0)`" }.joined(separator: ", ")
    console.help(
      near.map { "did you mean `\($0)`?" }
        ?? "on this host \(known.count == 1 ? "is" : "are") \(shown)\(known.count > 8 ? ", …" : "")"
    )
  }

  /// What cannot be read can still be destroyed: with a namespace goes everything in it.
  private func observe(
    _ name: String, _ session: borrowing ChangeSession, _ console: Console
  ) throws -> HostState {
    do {
      return try session.observeOutline()
    } catch let failure as CommandFailure {
      console.warn(failure.message)
      return try HostState.namesOnly(of: name)
    }
  }
}
