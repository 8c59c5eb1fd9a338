package import HostState

extension DataPlane {
  /// Packets that the namespace's programs dropped, by reason, since they were first loaded; reasons
  /// that never occurred are left out.
  package func drops(_ namespace: NamespaceName) throws(DataPlaneError) -> [DropReason: UInt64] {
    let pins = pins(namespace)
    guard let map = try PerCPUArray<UInt64>(name: "drops", path: pins.map("drops"))
    else { return [:] }
    var result: [DropReason: UInt64] = [:]
    func count(_ reason: DropReason) throws(DataPlaneError) -> UInt64 {
      try map[reason.rawValue].reduce(0, &+)
    }
    for reason in DropReason.allCases { result[reason] = try count(reason) }
    if let kept = try KeptFragments(pins: pins) {
      result[.fragmentLost] = try kept.lost { () throws(DataPlaneError) in
        try count(.fragmentLost)
      }
    }
    return result.filter { $0.value > 0 }
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
