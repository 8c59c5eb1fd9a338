import HostState
import Netlink

/// A piece of an operation's work in one namespace.
struct NamespaceWork: Sendable {
  enum Step: Sendable {
    /// Sent in one batch with its neighbours; these errnos mean that there was nothing to do.
    case requests([any NetlinkRequest], tolerating: Set<Int32>)
    /// Run on a thread inside the namespace; returns what went wrong.
    case inside(@Sendable () -> String?)
    /// Run on a thread in whichever namespace, which it may leave for another.
    case anywhere(@Sendable () -> String?)
  }

  /// The operation's place in its batch.
  var operation: Int
  var namespace: NamespaceName
  var step: Step
}
