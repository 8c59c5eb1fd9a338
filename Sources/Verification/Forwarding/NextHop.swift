package import Topology

/// What a chosen route sends packets to, in a VPC's or a transit gateway's table.
package enum NextHop: Hashable, Sendable {
  case target(RouteTarget)
  case attachment(ID<TransitGatewayAttachment>)

  package static let local = NextHop.target(.local)
  package static let blackhole = NextHop.target(.blackhole)
}
