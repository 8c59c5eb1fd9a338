/// Why a topology's state on disk could not be used.
package enum StateStoreError: Error, Hashable, Sendable {
  /// A name that cannot be a file's.
  case invalidName(String)
  /// A system call on the directory or the lock failed; `operation` completes "cannot …".
  case system(operation: String, code: Int32)
  /// Somebody else works on the topology; the holder is nil when the file does not tell.
  case locked(topology: String, holder: LockHolder?)
  /// The database is damaged or none at all.
  case corrupt(path: String, reason: String)
  /// The database was written by a later version.
  case newer(path: String)
  /// The database could not be read or written, for want of space or permission.
  case unavailable(path: String, reason: String)
  /// A state that has no text; none that a kernel can hold is such.
  case unencodable(reason: String)
}

extension StateStoreError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .invalidName(let name): "`\(name)` cannot be a topology's name"
    case .system(let operation, let code): "cannot \(operation): \(errorText(code))"
    case .locked(let topology, let holder):
      "topology \(topology) is locked"
        + (holder.map { " by \($0)" } ?? "; its holder left no name")
    case .corrupt(let path, let reason): "the state in \(path) is damaged: \(reason)"
    case .newer(let path): "the state in \(path) was written by a later version of bumpwire"
    case .unavailable(let path, let reason): "the state in \(path) cannot be used: \(reason)"
    case .unencodable(let reason): "the state cannot be written down: \(reason)"
    }
  }
}
