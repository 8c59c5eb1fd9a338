package import IPAddressing

/// One concrete flow.
package struct ReportedFlow: Hashable, Sendable {
  /// `tcp`, `udp` or `icmp`.
  package var `protocol`: String
  /// The resource that opens the flow.
  package var source: String
  package var sourceAddress: IPAddress
  /// An ephemeral port; nil for ICMP.
  package var sourcePort: Int?
  package var destination: String
  /// As the opener addresses it: the public address where it is one.
  package var destinationAddress: IPAddress
  package var destinationPort: Int?
}
