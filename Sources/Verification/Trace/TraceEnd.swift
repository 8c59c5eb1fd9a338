package import IPAddressing
package import Topology

/// An end that a person named, and the very address where one was given.
package struct TraceEnd: Hashable, Sendable {
  package var end: FlowEnd
  /// As routing sees it: private where a public one was named; nil for every class of the end's
  /// addresses.
  package var address: IPAddress?

  package init(_ end: FlowEnd, address: IPAddress? = nil) {
    self.end = end
    self.address = address
  }
}
