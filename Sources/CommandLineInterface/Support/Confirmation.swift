import Glibc

/// Asks before anything is changed.
enum Confirmation {
  /// Makes sure, before any work is done, that somebody can be asked.
  ///
  /// - Throws: Usage, when nobody can answer.
  static func requireAnswer() throws {
    guard ProcessEnvironment.isTerminal(STDIN_FILENO), !ProcessEnvironment.isSet("CI") else {
      throw CommandFailure(
        .usage, "nobody can be asked: there is no terminal", help: "give `--yes` to go ahead")
    }
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
