import Glibc

extension RunDirectory {
  /// Until when somebody has to confirm what was changed last, in seconds since 1970; nil where nobody
  /// has to.
  package func readDeadline() throws(RunDirectoryError) -> Int? {
    try AtomicFile.readJSON([String: Int].self, from: confirmation)?["deadline"]
  }

  /// Leaves that for the agent, which takes the change back when whoever waits for it is gone.
  package func write(deadline: Int) throws(RunDirectoryError) {
    try create()
    try AtomicFile.writeJSON(["deadline": deadline], to: confirmation)
  }

  /// Leaves nothing to be confirmed.
  package func removeDeadline() { unlink(confirmation) }
}
