package import HostState

extension DataPlane {
  /// Packets that the namespace's programs dropped, by reason, since they were first loaded; reasons
  /// that never occurred are left out.
  package func drops(_ namespace: NamespaceName) throws(DataPlaneError) -> [DropReason: UInt64] {
    guard let map = try PerCPUArray<UInt64>(name: "drops", path: pins(namespace).map("drops"))
    else { return [:] }
    var result: [DropReason: UInt64] = [:]
    for reason in DropReason.allCases {
      let count = try map[reason.rawValue].reduce(0, &+)
      if count > 0 { result[reason] = count }
    }
    return result
  }

  /// What a firewall appliance has taken in and sent back; nil when the namespace is none.
  package func applianceCounters(
    _ namespace: NamespaceName
  ) throws(DataPlaneError) -> Counters? {
    let name = "appliance_counters"
    guard let map = try PerCPUArray<Counters>(name: name, path: pins(namespace).map(name)) else {
      return nil
    }
    return try map[0].reduce(Counters(), +)
  }
}
