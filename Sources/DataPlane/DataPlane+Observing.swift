import Glibc
package import HostState

extension DataPlane {
  /// What is really attached in the namespace and in its maps; nil when nothing is pinned.
  ///
  /// Resources' and links' names, health checks and health ports come from the side file, which
  /// says whose programs are loaded. Whatever was detached, changed, removed or added in the kernel,
  /// and a side file that is missing or speaks of other programs, make the value another than the one
  /// that was applied.
  package func observe(_ namespace: NamespaceName) throws(DataPlaneError) -> DataPlaneState? {
    do throws(DataPlaneError) {
      return try observeMaps(of: namespace)
    } catch .otherLayout {
      return .incomplete
    }
  }

  private func observeMaps(
    of namespace: NamespaceName
  ) throws(DataPlaneError) -> DataPlaneState? {
    let pins = pins(namespace)
    guard pins.exists else { return nil }
    let links = try AttachedLinks(pins: pins)
    let record = DataPlaneRecord.read(path: recordPath(namespace))?.state
    let present = Set(try PinDirectory.names(in: pins.maps))
    if present.contains("flows") {
      guard let maps = try GatewayLoadBalancerMaps(pins: pins) else { return .incomplete }
      let known: GatewayLoadBalancerDataPlane? =
        if case .gatewayLoadBalancer(let state)? = record { state } else { nil }
      var state = try maps.observe(links, record: known)
      state.strayZones = try strayZones(maps, in: namespace)
      return .gatewayLoadBalancer(state)
    }
    if present.contains("public_to_private") {
      guard let maps = try NetworkAddressTranslationMaps(pins: pins) else { return .incomplete }
      let known: NetworkAddressTranslationDataPlane? =
        if case .networkAddressTranslation(let state)? = record { state } else { nil }
      return .networkAddressTranslation(try maps.observe(links, record: known))
    }
    if present.contains("envelopes") {
      guard let maps = try FirewallMaps(pins: pins) else { return .incomplete }
      let known: FirewallDataPlane? =
        if case .firewall(let state)? = record { state } else { nil }
      return .firewall(try maps.observe(links, record: known))
    }
    if present.contains("ports") {
      guard let maps = try SourceCheckMaps(pins: pins) else { return .incomplete }
      let known: SourceCheckDataPlane? =
        if case .sourceCheck(let state)? = record { state } else { nil }
      return .sourceCheck(try maps.observe(links, record: known))
    }
    guard present.contains("node_addresses"), let maps = try PassThroughMaps(pins: pins) else {
      return .incomplete
    }
    let known: PassThroughDataPlane? =
      if case .passThrough(let state)? = record { state } else { nil }
    return .passThrough(try maps.observe(links, record: known))
  }

  /// Seconds that the agent is waited for when tables are not what the targets' health asks for: it
  /// may be amid a change.
  private static let patienceWithTables = 1.0

  /// The zones whose Maglev tables somebody else has changed; nil for none.
  private func strayZones(
    _ maps: GatewayLoadBalancerMaps, in namespace: NamespaceName
  ) throws(DataPlaneError) -> [Int]? {
    guard try !maps.strayZones().isEmpty else { return nil }
    do throws(DataPlaneError) {
      let lock = try TargetLock(self, namespace, patience: Self.patienceWithTables)
      let zones = try maps.strayZones()
      _ = consume lock
      return zones.isEmpty ? nil : zones
    } catch .busy {
      return nil
    }
  }
}
