package import Diagnostics
package import HostState

/// The host that a topology asks for.
package struct LoweredTopology: Sendable {
  package var state: HostState
  /// What each kernel object comes from, for plans and for errors that the kernel answers with.
  package var origins: [HostObjectID: Origin]
  /// What cannot be built on a host; an error means that `state` is incomplete.
  package var diagnostics: [Diagnostic]
  /// The numbers of links, tables and endpoints, to be kept for the next time.
  package var numbers: AssignedNumbers
}
