import DataPlane

extension FlowTable {
  /// The number of live flows.
  func count() throws(DataPlaneError) -> Int { try counts().all }
}
