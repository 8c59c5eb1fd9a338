import DataPlane
import HostState
import Logging
import RunDirectory

/// Takes flows that have ended out of the gateway load balancers' tables, for as long as an agent
/// runs; without one, new flows go on in a table that looks after itself.
final class FlowSweeper {
  /// Seconds between two looks at all flows, at least.
  private static let period = 5.0
  /// The share of a processor's time that looking may take.
  private static let effort = 0.02

  private let dataPlane: DataPlane
  private let loop: EventLoop
  private let logger: Logger
  private var namespaces: [NamespaceName] = []
  private var isSweeping = false
  private var timer: TimerQueue.ID?
  private var problem: String?

  init(_ runDirectory: RunDirectory, on loop: EventLoop, logger: Logger) {
    dataPlane = DataPlane(
      fileSystem: BPFFileSystem(path: runDirectory.bpfFileSystem),
      recordDirectory: runDirectory.dataPlaneFiles)
    self.loop = loop
    self.logger = logger
  }

  func update(_ configuration: AgentConfiguration) {
    namespaces = configuration.namespaces.filter { _, namespace in
      if case .gatewayLoadBalancer? = namespace.dataPlane { true } else { false }
    }.keys.sorted()
    if !isSweeping { schedule(after: Self.period) }
  }

  private func schedule(after seconds: Double) {
    if let timer { loop.cancel(timer) }
    timer = nil
    guard !namespaces.isEmpty else { return }
    timer = loop.after(seconds) { [weak self] in self?.sweep() }
  }

  private func sweep() {
    let start = MonotonicTime.now
    isSweeping = true
    let code = BackgroundJob.start(on: loop) { [dataPlane, namespaces] () -> String? in
      do throws(DataPlaneError) {
        for namespace in namespaces { try FlowTable(dataPlane, namespace)?.sweep() }
        return nil
      } catch {
        return "\(error)"
      }
    } completion: { [weak self] problem in
      guard let self else { return }
      tell(problem)
      isSweeping = false
      schedule(after: max(Self.period, (.now - start) / Self.effort))
    }
    guard code != 0 else { return }
    isSweeping = false
    tell("no thread: errno \(code)")
    schedule(after: Self.period)
  }

  /// What goes wrong again and again is told once.
  private func tell(_ problem: String?) {
    if let problem, self.problem == nil {
      logger.error("flows that have ended stay: \(problem)")
    }
    self.problem = problem
  }
}
