import Glibc

/// Asks before anything is changed.
enum Confirmation {
  /// - Throws: Usage, when nobody can answer.
  static func ask(_ question: String, console: Console) throws -> Bool {
    guard ProcessEnvironment.isTerminal(STDIN_FILENO), !ProcessEnvironment.isSet("CI") else {
      throw CommandFailure(
        .usage, "nobody can be asked: there is no terminal", help: "give `--yes` to go ahead")
    }
    console.writeError("\(question) Only `yes` goes ahead: ")
    return readLine(strippingNewline: true) == "yes"
  }
}
