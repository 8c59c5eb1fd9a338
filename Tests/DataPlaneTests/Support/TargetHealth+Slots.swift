import DataPlane
import HostState
import IPAddressing

/// The lab's targets by their slots: 0 and 2 are in zone 0, and 1 in zone 1.
extension TargetHealth {
  func set(healthySlots: Set<Int>) throws {
    try set(healthy: Set(healthySlots.map(Self.address)))
  }

  func set(healthySlotsByZone: [Int: Set<Int>]) throws {
    try set(healthyByZone: healthySlotsByZone.mapValues { try Set($0.map(Self.address)) })
  }

  var healthySlots: Set<Int> {
    get throws { Set(try healthyTargets.map(Self.slot)) }
  }

  var drainingSlots: Set<Int> {
    get throws { Set(try drainingTargets.map(Self.slot)) }
  }

  private static func address(_ slot: Int) throws -> IPAddress {
    try GatewayLoadBalancerLab.target(slot, zone: slot == 1 ? 1 : 0).address
  }

  private static func slot(_ address: IPAddress) -> Int { Int(address.bytes[3]) - 10 }
}
