import CLinux

/// What a request does with an object.
package enum Edit: String, Hashable, Sendable {
  /// Fails with EEXIST if it is there.
  case add
  /// Makes it, or changes the one that it takes the place of, in one step.
  case replace
  /// Fails if it is not there.
  case delete

  var flags: Int {
    switch self {
    case .add: Int(NLM_F_CREATE | NLM_F_EXCL)
    case .replace: Int(NLM_F_CREATE | NLM_F_REPLACE)
    case .delete: 0
    }
  }
}
