package import Topology

/// What a flow hashes to at each transit gateway attachment in appliance mode: one zone for the
/// life of the flow, both ways.
package struct HashChoices: Hashable, Sendable {
  package var zones: [ID<TransitGatewayAttachment>: ID<Zone>]

  package init(_ zones: [ID<TransitGatewayAttachment>: ID<Zone>] = [:]) { self.zones = zones }
}
