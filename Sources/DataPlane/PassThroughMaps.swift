import HostState

/// A pass-through appliance has no map but its counters.
struct PassThroughMaps: DataPlaneMaps {
  init?(pins: PinDirectory) throws(DataPlaneError) {}

  func prepare(_ desired: PassThroughDataPlane) throws(DataPlaneError) {}
  func finish(_ desired: PassThroughDataPlane) throws(DataPlaneError) {}

  func observe(
    _ links: AttachedLinks, record: PassThroughDataPlane?
  ) throws(DataPlaneError) -> PassThroughDataPlane {
    let index = links.link(of: [("pass_through", .ingress)]) ?? 0
    return PassThroughDataPlane(
      link: links.name(index), linkIndex: Int32(bitPattern: index),
      healthPort: record?.healthPort ?? 0)
  }
}
