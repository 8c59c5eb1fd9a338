import Glibc
import Logging
import RunDirectory

/// Has a change taken back that nobody confirmed in time, where whoever was to wait for that is gone.
///
/// Whether he is, the topology's lock tells: while he lives nobody else gets it.
final class Reverter {
  /// Seconds after the deadline, in which he has it taken back himself.
  private static let grace = 2.0
  /// Seconds between two attempts: twice as many after each that fails, to the second.
  private static let pauses = 5.0...300

  private let runDirectory: RunDirectory
  private let logger: Logger
  private let makeRun: (String) -> any OwnCommand
  private var run: (any OwnCommand)?
  private var pausedUntil: MonotonicTime?
  private var pause = Reverter.pauses.lowerBound

  init(
    _ runDirectory: RunDirectory, logger: Logger,
    makeRun: @escaping (_ stateDirectory: String) -> any OwnCommand
  ) {
    self.runDirectory = runDirectory
    self.logger = logger
    self.makeRun = makeRun
  }

  /// Looks whether there is something to be taken back by now, and begins to.
  func look(_ configuration: AgentConfiguration) {
    guard run == nil, let stateDirectory = configuration.stateDirectory,
      let deadline = (try? runDirectory.readDeadline()) ?? nil,
      WallTime.now >= Double(deadline) + Self.grace
    else { return }
    if let pausedUntil, .now < pausedUntil { return }
    let run = makeRun(stateDirectory)
    self.run = run
    run.start { [weak self] outcome in
      guard let self else { return }
      self.run = nil
      pausedUntil = .now + pause
      switch outcome {
      case .done:
        pause = Self.pauses.lowerBound
        logger.notice("nothing is left that nobody confirmed in time")
      case .postponed: break
      default:
        pause = min(2 * pause, Self.pauses.upperBound)
        logger.warning("what nobody confirmed in time is not taken back: \(outcome)")
      }
    }
  }
}
