import Glibc
import RunDirectory

/// Asks before anything is changed.
enum Confirmation {
  /// Makes sure, before any work is done, that somebody can be asked.
  ///
  /// - Throws: Usage, when nobody can answer.
  static func requireAnswer(_ format: OutputFormat) throws {
    guard format == .text else {
      throw CommandFailure(
        .usage, "with `--format json` nobody is asked", help: "give `--yes` to go ahead")
    }
    let isTerminal = ProcessEnvironment.isTerminal(STDIN_FILENO)
    guard isTerminal, !ProcessEnvironment.isSet("CI") else {
      throw CommandFailure(
        .usage,
        "nobody can be asked: "
          + (isTerminal ? "`CI` is set, as where nobody looks on" : "there is no terminal"),
        help: "give `--yes` to go ahead")
    }
  }

  /// Whether `yes` is read, or SIGUSR1 comes, in time.
  ///
  /// `no` and a signal that asks to stop end the wait; any other line does nothing, nor does what was
  /// typed before the question.
  ///
  /// - Parameter ask: Tells whom it concerns; from then on they may answer.
  static func isGiven(within seconds: Int, asking ask: () -> Void) -> Bool {
    Interruption.watchConfirmation()
    if ProcessEnvironment.isTerminal(STDIN_FILENO) { tcflush(STDIN_FILENO, TCIFLUSH) }
    ask()
    let end = MonotonicTime.now + Double(seconds)
    var text = ""
    var isOpen = true
    while MonotonicTime.now < end, Interruption.signal == nil {
      if Interruption.isConfirmed { return true }
      switch next(within: end - MonotonicTime.now, from: isOpen ? STDIN_FILENO : -1) {
      case .nothing: continue
      case .end: isOpen = false
      case .byte(UInt8(ascii: "\n")):
        if text == "yes" || text == "no" { return text == "yes" }
        text = ""
      case .byte(let byte):
        // A line that is no answer need not be kept.
        if text.utf8.count < 8 { text.unicodeScalars.append(Unicode.Scalar(byte)) }
      }
    }
    return false
  }

  /// Whether `yes` is answered.
  ///
  /// - Throws: The signal's status, as soon as one comes.
  static func ask(_ question: String, console: Console) throws -> Bool {
    console.writeError("\(question) Only `yes` goes ahead: ")
    let answer = line()
    if let signal = Interruption.signal {
      console.writeError("\n")
      throw CommandFailure(Interruption.status(of: signal), "interrupted; nothing was changed")
    }
    return answer == "yes"
  }

  /// A line of standard input; nil when it ends, or a signal comes, before the line does.
  private static func line() -> String? {
    var text = ""
    while Interruption.signal == nil {
      switch next(within: .infinity, from: STDIN_FILENO) {
      case .nothing: continue
      case .end: return nil
      case .byte(UInt8(ascii: "\n")): return text
      case .byte(let byte): text.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    return nil
  }

  private enum Input {
    case nothing
    case end
    case byte(UInt8)
  }

  /// Waits for a byte, but never so long that a signal that came just before is not seen soon: unlike
  /// `readLine`, which a signal does not end.
  private static func next(within seconds: Double, from descriptor: Int32) -> Input {
    var input = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let wait = min(max(seconds, 0), 0.2)
    guard poll(&input, 1, Int32(wait * 1000)) == 1 else { return .nothing }
    var byte: UInt8 = 0
    switch read(descriptor, &byte, 1) {
    case 1: return .byte(byte)
    case -1 where errno == EINTR: return .nothing
    default: return .end
    }
  }
}
