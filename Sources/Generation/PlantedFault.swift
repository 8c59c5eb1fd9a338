/// One mistake in an otherwise correct network, whose effect is known to the pair.
package enum PlantedFault: String, CaseIterable, Sendable {
  /// One spoke's edge table lacks one host subnet.
  case edgeEntryMissing = "edge-entry-missing"
  /// One host subnet's default route leads to another zone's endpoint.
  case foreignZone = "foreign-zone"
  /// The spokes' table of the first hub has a route straight to one spoke.
  case spokeBypass = "spoke-bypass"
  /// The first hub's inspection attachment is not in appliance mode.
  case applianceModeOff = "appliance-mode-off"
  /// One end of 25 peerings lacks its routes; needs a peering mesh.
  case oneSidedPeering = "one-sided-peering"
}
