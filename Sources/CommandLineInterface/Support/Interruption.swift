import Glibc
import Synchronization

/// Remembers the first SIGINT, SIGTERM, SIGQUIT or SIGHUP, so that the operation in flight can be finished; a
/// second SIGINT or SIGTERM ends the process at once, and says what is in doubt.
enum Interruption {
  private static let caught = Atomic<Int32>(0)
  /// The address of the text, ended by a zero, that a second signal writes.
  private static let doubt = Atomic<UInt>(0)

  /// The signal that asked to stop, once one has.
  static var signal: Int32? {
    let number = caught.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// From now on only these signals end the process, and no reader that went away (SIGPIPE).
  static func watch() {
    Glibc.signal(SIGPIPE, SIG_IGN)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { number in
      // Only async-signal-safe calls here.
      let (_, first) = (
        number,
        Interruption.caught.compareExchange(
          expected: 0, desired: number, ordering: .relaxed
        ).exchanged
      )
      // The kernel and the shell may both tell of a terminal that was closed.
      guard !first, number != SIGHUP else { return }
      let address = Interruption.doubt.load(ordering: .acquiring)
      if let text = UnsafePointer<CChar>(bitPattern: address) {
        _ = write(STDERR_FILENO, text, strlen(text))
      }
      _exit(128 + number)
    }
    for number in [SIGINT, SIGTERM, SIGQUIT] { sigaction(number, &action, nil) }
    if !isIgnored(SIGHUP) { sigaction(SIGHUP, &action, nil) }
  }

  /// What a second signal is to say from now on; nil for nothing.
  static func setDoubt(_ text: String?) {
    // One that was set before is never freed: a handler may be writing it.
    let copy = text.flatMap { strdup($0) }
    doubt.store(UInt(bitPattern: copy), ordering: .releasing)
  }

  /// Whether whoever started the process wants it to go on after a signal, as nohup(1) does.
  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static let confirmed = Atomic<Bool>(false)

  /// Whether SIGUSR1 came since `watchConfirmation()`.
  static var isConfirmed: Bool { confirmed.load(ordering: .relaxed) }

  /// From now on SIGUSR1 confirms.
  static func watchConfirmation() {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      Interruption.confirmed.store(true, ordering: .relaxed)
    }
    sigaction(SIGUSR1, &action, nil)
  }

  /// The exit code that goes with a signal.
  static func status(of signal: Int32) -> ExitStatus {
    signal == SIGINT ? .interrupted : .terminated
  }
}
