import DataPlane
import RunDirectory

/// What was carried and dropped between two reports, a second.
struct StatusRates {
  /// Of one endpoint, appliance or firewall.
  struct Traffic: Equatable {
    var newFlows: Double
    /// What appliances were given: packets of both directions, each once.
    var packets: Double
    /// What they returned.
    var returned: Double
    /// Of the packets that they were given.
    var bytes: Double
  }

  private struct DropKey: Hashable {
    var resource: String
    var label: String

    init(_ drop: StatusReport.Drop) {
      resource = drop.resource
      label = drop.refusal.label
    }
  }

  private let seconds: Double
  /// By gateway load balancer, empty for firewalls, and by resource.
  private let traffic: [String: [String: Counters]]
  private let drops: [DropKey: UInt64]

  /// Nil where no time has passed.
  init?(since earlier: StatusReport, to later: StatusReport) {
    seconds = later.time - earlier.time
    guard seconds > 0 else { return nil }
    func counters(_ rows: [StatusReport.Traffic]) -> [String: Counters] {
      Dictionary(rows.map { ($0.resource, $0.counters) }, uniquingKeysWith: { $1 })
    }
    var traffic = ["": counters(earlier.appliances)]
    for balancer in earlier.gatewayLoadBalancers {
      traffic[balancer.resource] = counters(balancer.endpoints + balancer.targets)
    }
    self.traffic = traffic
    drops = Dictionary(
      earlier.drops.map { (DropKey($0), $0.refusal.packets) },
      uniquingKeysWith: { $1 })
  }

  /// - Parameter balancer: The row's gateway load balancer; nil for a firewall's.
  func traffic(_ row: StatusReport.Traffic, of balancer: String?) -> Traffic {
    let (now, before) = (row.counters, traffic[balancer ?? ""]?[row.resource] ?? Counters())
    return Traffic(
      newFlows: rate(now.newFlows, before.newFlows),
      packets: rate(now.toTarget.packets, before.toTarget.packets),
      returned: rate(now.fromTarget.packets, before.fromTarget.packets),
      bytes: rate(now.toTarget.bytes, before.toTarget.bytes))
  }

  func packets(_ drop: StatusReport.Drop) -> Double {
    rate(drop.refusal.packets, drops[DropKey(drop)] ?? 0)
  }

  /// A counter that is smaller than it was has begun anew.
  private func rate(_ now: UInt64, _ before: UInt64) -> Double {
    Double(now >= before ? now - before : now) / seconds
  }
}
