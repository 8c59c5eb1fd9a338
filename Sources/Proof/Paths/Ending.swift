/// How a trail ends.
enum Ending: Hashable, Sendable {
  case delivered(subnet: Int32)
  case exits(vpc: Int32, LocationSpace.Gateway)
  /// At a NAT gateway, where the next leg begins.
  case translated(Int32)
  case dropped(Drop)
  case loop
}

/// Why a packet is lost.
enum Drop: Int32, Sendable, CaseIterable {
  case noRoute, blackhole, reserved, noSubnet, noAttachmentInZone, notAttached, peeringTransit
  case edgeToEdge, notOnPremises, noPublicMapping, privateDestination, sourceDestinationCheck
  case egressOnlyAfterEndpoint, egressOnlyInbound, natWithoutConnection, natOfIPv6
  case noAppliance, undecided
}
