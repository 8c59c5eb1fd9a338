package import IPAddressing
package import Topology

/// A flow: who opens it to whom, by the private addresses that routing sees.
package struct Flow: Hashable, Sendable {
  package var source: FlowEnd
  package var sourceAddress: IPAddress
  package var destination: FlowEnd
  package var destinationAddress: IPAddress

  package init(
    from source: FlowEnd, _ sourceAddress: IPAddress, to destination: FlowEnd,
    _ destinationAddress: IPAddress
  ) {
    self.source = source
    self.sourceAddress = sourceAddress
    self.destination = destination
    self.destinationAddress = destinationAddress
  }

  package var family: AddressFamily { destinationAddress.family }
}
