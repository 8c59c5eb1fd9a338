import Glibc
import Synchronization

/// Remembers the first SIGINT or SIGTERM, so that the operation in flight can be finished; a second
/// one ends the process at once.
enum Interruption {
  private static let caught = Atomic<Int32>(0)

  /// The signal that asked to stop, once one has.
  static var signal: Int32? {
    let number = caught.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  static func watch() {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { number in
      // Only async-signal-safe calls here.
      let (_, first) = (
        number,
        Interruption.caught.compareExchange(
          expected: 0, desired: number, ordering: .relaxed
        ).exchanged
      )
      if !first { _exit(128 + number) }
    }
    for number in [SIGINT, SIGTERM] { sigaction(number, &action, nil) }
  }

  private static let confirmed = Atomic<Bool>(false)

  /// Whether SIGUSR1 came since `watchConfirmation()`.
  static var isConfirmed: Bool { confirmed.load(ordering: .relaxed) }

  /// From now on SIGUSR1 confirms, and the end of the session, SIGHUP, asks to stop.
  static func watchConfirmation() {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { number in
      if number == SIGUSR1 {
        Interruption.confirmed.store(true, ordering: .relaxed)
      } else {
        Interruption.caught.store(number, ordering: .relaxed)
      }
    }
    for number in [SIGUSR1, SIGHUP] { sigaction(number, &action, nil) }
  }

  /// The exit code that goes with a signal.
  static func status(of signal: Int32) -> ExitStatus {
    signal == SIGTERM ? .terminated : .interrupted
  }
}
