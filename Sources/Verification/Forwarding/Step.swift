package import Topology

/// One routing decision of a path.
package struct Step: Hashable, Sendable {
  /// The zone in which a transit gateway hands a packet to an attachment, and why that one.
  package struct ZoneChoice: Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
      /// The attachment has a subnet in the zone that the packet came from.
      case affinity
      /// Appliance mode: a hash of the flow, the same for both directions.
      case flowHash
      /// The attachment has no subnet in that zone: any of its zones, a direction each its own.
      case any
    }

    package var attachment: ID<TransitGatewayAttachment>
    package var zone: ID<Zone>
    package var reason: Reason
  }

  package var location: Location
  package var table: Table
  /// The route that decided; nil when none matched.
  package var route: Candidate?
  /// Routes that match as well and are less preferred, best first.
  package var shadowed: [Candidate]
  /// The zone of the subnet that held the packet, where there is one.
  package var zone: ID<Zone>?
  package var choice: ZoneChoice?
}
