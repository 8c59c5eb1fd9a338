import HostState
import IPAddressing

extension GatewayLoadBalancerMaps: DataPlaneMaps {
  func prepare(_ desired: GatewayLoadBalancerDataPlane) throws(DataPlaneError) {
    try Self.check(desired)
    if try secret[0]?.isMade != true { try secret.set(0, .random()) }
    try settings.update(
      0,
      SettingsEntry(
        tcpIdleTimeout: UInt32(desired.tcpIdleTimeout), stickiness: desired.stickiness.number,
        rebalances: desired.rebalances, crossZone: desired.crossZone,
        resets: desired.tcpResets))
    for node in desired.nodes {
      try nodes.update(
        UInt32(node.zone),
        NodeEntry(
          link: UInt32(bitPattern: node.linkIndex), address: node.address,
          macAddress: node.macAddress))
    }
    try registerTargets(desired)
    for endpoint in desired.endpoints { try add(endpoint) }
  }

  func finish(_ desired: GatewayLoadBalancerDataPlane) throws(DataPlaneError) {
    let links = Set(desired.endpoints.map { UInt32(bitPattern: $0.linkIndex) })
    let identifiers = Set(desired.endpoints.map(\.id))
    let slots = Set(desired.endpoints.map { UInt32($0.slot) })
    for (link, endpoint) in try endpoints.entries() where !links.contains(link) {
      try endpoints.remove(link)
      if !slots.contains(endpoint.slot) { try endpointCounters.clear(endpoint.slot) }
    }
    for (identifier, _) in try endpointLinks.entries() where !identifiers.contains(identifier) {
      try endpointLinks.remove(identifier)
    }
    let zones = Set(desired.nodes.map { UInt32($0.zone) })
    for (zone, node) in try nodes.entries() where !zones.contains(zone) && node != .none {
      try nodes.set(zone, .none)
    }
    // Its Maglev entries went in `prepare`, so no new flow is given to it any more.
    let kept = Set(desired.targets.map { UInt32($0.slot) })
    for (slot, _) in try registeredTargets() where !kept.contains(slot) {
      try targets.set(slot, .none)
      try targetHealth.set(slot, .unknown)
      try targetCounters.clear(slot)
    }
    let addresses = Set(desired.targets.map(\.address))
    for (address, _) in try targetSlots.entries() where !addresses.contains(address.address) {
      try targetSlots.remove(address)
    }
  }

  private func add(_ endpoint: GatewayLoadBalancerDataPlane.Endpoint) throws(DataPlaneError) {
    let link = UInt32(bitPattern: endpoint.linkIndex)
    let entry = EndpointEntry(
      id: endpoint.id, attachmentID: endpoint.attachmentID, link: link,
      slot: UInt32(endpoint.slot), zone: UInt32(endpoint.zone), mtu: UInt32(endpoint.mtu),
      macAddress: endpoint.macAddress, routerMACAddress: endpoint.routerMACAddress)
    try endpoints.update(link, entry)
    try endpointLinks.update(endpoint.id, link)
  }

  /// Adds and changes targets, then exchanges the Maglev tables: only then may new flows meet them.
  private func registerTargets(
    _ desired: GatewayLoadBalancerDataPlane
  ) throws(DataPlaneError) {
    var candidates: [TargetChoice.Candidate] = []
    var strangers: Set<UInt32> = []
    for target in desired.targets {
      let slot = UInt32(target.slot)
      let entry = TargetEntry(
        address: target.address, zone: UInt32(target.zone), nextHops: target.nextHopMACAddresses)
      let isSame = try targets[slot]?.address == target.address
      try targetSlots.update(IPv4Entry(target.address), slot)
      if !isSame {
        // The address last, which makes it a target: the Maglev tables may name the slot already,
        // and a program may read it meanwhile.
        try targets.set(slot, .none)
        var nobody = entry
        nobody.address = TargetEntry.none.address
        try targets.set(slot, nobody)
      }
      try targets.update(slot, entry)
      // A slot that got another target knows nothing of its health until the agent does.
      if !isSame { strangers.insert(slot) }
      var health = isSame ? try targetHealth[slot] ?? .unknown : .unknown
      health.isDraining = target.isDraining
      candidates.append(
        TargetChoice.Candidate(
          member: Maglev.Member(slot: target.slot, name: target.address.description),
          zone: target.zone, health: health))
    }
    try replaceTables(TargetChoice(crossZone: desired.crossZone, candidates: candidates))
    for candidate in candidates {
      let slot = UInt32(candidate.member.slot)
      try targetHealth.update(slot, candidate.health)
      if strangers.contains(slot) { try targetCounters.clear(slot) }
    }
  }

  private static func check(_ desired: GatewayLoadBalancerDataPlane) throws(DataPlaneError) {
    func require(_ condition: Bool, _ text: String) throws(DataPlaneError) {
      if !condition { throw .unrepresentable(text) }
    }
    let mostEndpoints = GatewayLoadBalancerDataPlane.mostEndpoints
    let mostTargets = GatewayLoadBalancerDataPlane.mostTargets
    let zones = 0..<GatewayLoadBalancerDataPlane.mostZones
    try require(
      desired.endpoints.allSatisfy { (0..<mostEndpoints).contains($0.slot) },
      "a gateway load balancer has at most \(mostEndpoints) endpoints")
    try require(
      desired.targets.allSatisfy { (0..<mostTargets).contains($0.slot) },
      "a gateway load balancer has at most \(mostTargets) targets")
    try require(
      (desired.endpoints.map(\.zone) + desired.nodes.map(\.zone) + desired.targets.map(\.zone))
        .allSatisfy(zones.contains),
      "a gateway load balancer has at most \(zones.count) zones")
    try require(
      (desired.nodes.map(\.address) + desired.targets.map(\.address)).allSatisfy(\.isIPv4),
      "nodes and targets have IPv4 addresses: GENEVE's outer header is IPv4")
    try require(
      Set(desired.targets.map(\.address)).count == desired.targets.count
        && Set(desired.targets.map(\.slot)).count == desired.targets.count,
      "two targets have the same address or slot")
    try require(
      Set(desired.endpoints.map(\.id)).count == desired.endpoints.count
        && Set(desired.endpoints.map(\.slot)).count == desired.endpoints.count,
      "two endpoints have the same id or slot")
    try require(
      Set(desired.endpoints.map(\.linkIndex)).count == desired.endpoints.count,
      "two endpoints have the same link")
    try require(
      Set(desired.nodes.map(\.zone)).count == desired.nodes.count,
      "two nodes are of the same zone")
    try require(
      (0...GatewayLoadBalancerDataPlane.longestTCPIdleTimeout).contains(desired.tcpIdleTimeout)
        && desired.endpoints.allSatisfy { (0...0xffff).contains($0.mtu) },
      "an idle timeout or MTU is out of range")
  }
}
