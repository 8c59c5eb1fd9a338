import Foundation
import HostState
import IPAddressing

@testable import DataPlane

/// Does to a lab's load balancer what Conformance/lab.py asks for.
final class ConformanceServer {
  private let lab: GatewayLoadBalancerLab
  private(set) var failures: [(rule: String, failure: String)] = []
  private(set) var checked = 0
  /// How many rules there are, once all have been checked.
  private(set) var rules = 0
  private(set) var counts: [String: Int] = [:]

  /// What was applied, with all targets healthy, and not changed since.
  private var untouched: GatewayLoadBalancerDataPlane?

  init(_ lab: GatewayLoadBalancerLab) { self.lab = lab }

  /// A JSON document.
  func answer(_ request: ConformanceRequest) throws -> Data {
    do {
      return try JSONSerialization.data(
        withJSONObject: try result(request), options: .fragmentsAllowed)
    } catch {
      return try JSONSerialization.data(withJSONObject: ["error": "\(error)"])
    }
  }

  private func result(_ request: ConformanceRequest) throws -> Any {
    switch request.verb {
    case .facts: return facts
    case .configure:
      try configure(request)
      // Tables of targets take their time to make, and most rules want the same.
      if lab.state != untouched {
        try lab.apply()
        try setHealth(Dictionary(uniqueKeysWithValues: [0, 1].map { ($0, lab.state.targets) }))
        untouched = lab.state
      }
      let maps = try maps()
      for map in [maps.flows, maps.newFlows] {
        for (key, _) in try map.entries() { try map.remove(key) }
      }
      return targets
    case .change:
      untouched = nil
      try configure(request)
      try lab.apply()
      return targets
    case .health:
      untouched = nil
      try setHealth(
        Dictionary(
          uniqueKeysWithValues: (request.healthy ?? [:]).map { zone, slots in
            (Int(zone) ?? 0, lab.state.targets.filter { slots.contains($0.slot) })
          }))
      return true
    case .age:
      let maps = try maps()
      for map in [maps.flows, maps.newFlows] {
        for (key, entry) in try map.entries() {
          var older = entry
          older.lastSeen &-= request.seconds ?? 0
          try map.set(key, older)
        }
      }
      return true
    case .flows:
      return try FlowTable(lab.dataPlane, GatewayLoadBalancerLab.namespace)?.count() ?? 0
    case .drops:
      let drops = try lab.dataPlane.drops(GatewayLoadBalancerLab.namespace)
      return Dictionary(uniqueKeysWithValues: drops.map { ($0.key.label, Int($0.value)) })
    case .count:
      counts[request.name ?? "", default: 0] += request.value ?? 0
      return true
    case .report:
      checked += 1
      if let failure = request.failure { failures.append((request.rule ?? "", failure)) }
      return true
    case .end:
      rules = request.rules ?? 0
      return true
    }
  }

  private var facts: [String: Any] {
    [
      "router_mac": "\(GatewayLoadBalancerLab.routerMAC)",
      "endpoints": lab.state.endpoints.map {
        [
          "id": Self.hexadecimal($0.id), "attachment": Self.hexadecimal($0.attachmentID),
          "mac": "\($0.macAddress)", "mtu": $0.mtu,
        ] as [String: Any]
      },
      "nodes": lab.state.nodes.map { ["address": "\($0.address)", "mac": "\($0.macAddress)"] },
    ]
  }

  private func configure(_ request: ConformanceRequest) throws {
    lab.state.targets = try (request.targets ?? []).map {
      var target = try GatewayLoadBalancerLab.target($0.slot, zone: $0.zone)
      target.isDraining = $0.draining ?? false
      return target
    }
    let settings = request.settings
    lab.state.stickiness =
      switch settings?.stickiness {
      case "source_ip_dest_ip_proto": .threeTuple
      case "source_ip_dest_ip": .twoTuple
      default: .fiveTuple
      }
    lab.state.rebalances = settings?.rebalances ?? false
    lab.state.crossZone = settings?.crossZone ?? false
    lab.state.tcpIdleTimeout = settings?.tcpIdleTimeout ?? 350
    let resets: [String: GatewayLoadBalancerDataPlane.TCPResets] = [
      "idle_timeout": .idleTimeout, "unhealthy": .unhealthy, "deregistration": .deregistration,
    ]
    lab.state.tcpResets = (settings?.resets ?? []).reduce(into: []) {
      $0.formUnion(resets[$1] ?? [])
    }
  }

  private var targets: [[String: Any]] {
    lab.state.targets.map { target in
      let nextHops = target.nextHopMACAddresses.map { ("\($0.key)", "\($0.value)") }
      return [
        "slot": target.slot, "address": "\(target.address)",
        "next_hops": Dictionary(uniqueKeysWithValues: nextHops),
      ]
    }
  }

  private func setHealth(
    _ healthy: [Int: [GatewayLoadBalancerDataPlane.Target]]
  ) throws {
    let health = try TargetHealth(lab.dataPlane, GatewayLoadBalancerLab.namespace)
    try health?.set(healthyByZone: healthy.mapValues { Set($0.map(\.address)) })
  }

  private func maps() throws -> GatewayLoadBalancerMaps {
    let pins = lab.dataPlane.pins(GatewayLoadBalancerLab.namespace)
    guard let maps = try GatewayLoadBalancerMaps(pins: pins) else {
      throw Conversation.Failure(description: "nothing is applied")
    }
    return maps
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
