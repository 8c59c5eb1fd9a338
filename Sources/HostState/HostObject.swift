package import IPAddressing

/// What an object is set to: everything about it that is not its `HostObjectID`.
package enum HostObject: Hashable, Sendable {
  case namespace(resource: String)
  case sysctl(String)
  indirect case link(LinkState)
  /// In ascending order; IPv4 lets a link have an address at several lengths.
  case address(prefixLengths: [Int])
  case neighbor(MACAddress)
  case route(RouteState.Action, lockedMTU: Int?)
  case foreignRoute
  case foreign
  case rule
  case absentDefaultRule
  case nftablesTable(String)
  indirect case dataPlane(DataPlaneState)
  indirect case process(ProcessState)
}
