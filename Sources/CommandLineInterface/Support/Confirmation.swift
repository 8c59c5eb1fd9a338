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
    guard ProcessEnvironment.isTerminal(STDIN_FILENO), !ProcessEnvironment.isSet("CI") else {
      throw CommandFailure(
        .usage, "nobody can be asked: there is no terminal", help: "give `--yes` to go ahead")
    }
  }

  /// Whether `yes` is read, or SIGUSR1 comes, in time; a line of anything else, a signal that asks to
  /// stop, and the end of the session do not confirm.
  static func isGiven(within seconds: Int) -> Bool {
    Interruption.watchConfirmation()
    let end = MonotonicTime.now + Double(seconds)
    var text = ""
    var isOpen = true
    while MonotonicTime.now < end, Interruption.signal == nil {
      if Interruption.isConfirmed { return true }
      var input = pollfd(fd: isOpen ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0)
      // A signal that came just before is seen soon.
      let wait = min(max(end - MonotonicTime.now, 0), 0.2)
      guard poll(&input, 1, Int32(wait * 1000)) == 1 else { continue }
      var byte: UInt8 = 0
      guard read(STDIN_FILENO, &byte, 1) == 1 else {
        isOpen = false
        continue
      }
      if byte == UInt8(ascii: "\n") { return text == "yes" }
      text.unicodeScalars.append(Unicode.Scalar(byte))
    }
    return false
  }

  /// - Throws: The signal's status, when one came instead of an answer.
  static func ask(_ question: String, console: Console) throws -> Bool {
    console.writeError("\(question) Only `yes` goes ahead: ")
    let answer = readLine(strippingNewline: true)
    if let signal = Interruption.signal {
      throw CommandFailure(Interruption.status(of: signal), "interrupted; nothing was changed")
    }
    return answer == "yes"
  }
}
