import DataPlane
import Glibc
package import HostState
import Netlink
import Observation
package import Planning
import RunDirectory
package import StateStore

extension Executor {
  /// Removes everything of a topology from the host: what a plan to nothing names, then whatever an
  /// interrupted run left.
  ///
  /// Does what it can before it reports what it could not.
  package func destroy(
    _ plan: Plan, from observed: HostState, store: StateStore?
  ) throws(ExecutionError) {
    var destroyer = self
    destroyer.options.rollsBack = false
    destroyer.options.keepsGoing = true
    // The journal explains; a damaged one is no reason to keep anything.
    let run = try? store?.beginRun(plan, isFinal: true)
    var execution = Execution(
      executor: destroyer, model: observed.objects, store: run == nil ? nil : store, run: run)
    let inhabitants = inhabitants()
    var problem: ExecutionError?
    do throws(ExecutionError) {
      try execution.run(plan.operations)
    } catch {
      if case .interrupted = error { throw error }
      problem = error
    }
    report(.verifying)
    let left = sweep(inhabitants)
    if let run { try? store?.endRun(run, left.isEmpty ? .done : .failed) }
    guard left.isEmpty else { throw .left(left, after: problem?.description) }
  }

  /// Removes what no observation names: unfinished namespaces, pins, mounts, files, processes.
  ///
  /// - Parameter inhabitants: The processes that were in its namespaces when it began.
  /// - Returns: What resisted, with the reason.
  func sweep(_ inhabitants: [ProcessIdentity: UInt64] = [:]) -> [String] {
    var left: [String] = []
    func attempt(_ body: () throws -> Void) {
      if let failure = WorkPlanner.failure(body) { left.append(failure) }
    }
    attempt { try runDirectory.stopEverything() }
    attempt { try RunDirectory.end(inhabitants) }
    attempt {
      let prefix = NamespaceName.prefix(topology: runDirectory.topology)
      for name in try NamespaceDirectory.names(prefix: prefix) {
        connections.close(name)
        attempt { try NamespaceDirectory.remove(name) }
      }
    }
    attempt { try dataPlane.fileSystem.unmount() }
    attempt { try runDirectory.remove() }
    return left
  }

  /// The processes in the topology's namespaces, whoever started them.
  private func inhabitants() -> [ProcessIdentity: UInt64] {
    let prefix = NamespaceName.prefix(topology: runDirectory.topology)
    let names = (try? NamespaceDirectory.names(prefix: prefix)) ?? []
    // Whatever a name stands for, nobody in the host's own namespace is ended.
    let inodes = Set(
      names.compactMap { NetworkNamespaceFile.inode(of: NamespaceName(rawValue: $0)) }
    )
    .subtracting([getpid(), 1].compactMap { NetworkNamespaceFile.inode(ofProcess: $0) })
    return inodes.isEmpty ? [:] : ProcessTable.members(of: inodes)
  }
}
