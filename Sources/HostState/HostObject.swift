package import IPAddressing

/// What an object is set to: everything about it that is not its `HostObjectID`.
package enum HostObject: Hashable, Sendable {
  case namespace(resource: String)
  case sysctl(String)
  indirect case link(LinkState)
  case address(prefixLength: Int)
  case neighbor(MACAddress)
  case route(RouteState.Action, lockedMTU: Int?)
  case rule
  case absentDefaultRule
  case nftablesTable(String)
  indirect case dataPlane(DataPlaneState)
  indirect case process(ProcessState)
}
