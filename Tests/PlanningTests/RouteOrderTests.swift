import HostState
import IPAddressing
import Planning
import TestSupport
import Testing

@Suite("While a routing table changes")
struct RouteOrderTests {
  @Test(
    "every address is decided as the old table or the new one decides it, or dropped",
    arguments: PlanPropertyTests.seeds.prefix(60))
  func noThirdDecision(seed: UInt64) throws {
    var random = RandomHost(seed: seed)
    let (observed, desired) = (random.next(), random.next())
    let plan = try Plan(from: observed, to: desired, toolVersion: "test")
    let probes = [0x0a01_0101, 0x0a01_0201, 0x0a02_0101, 0x0b00_0001].map {
      IPAddress(ipv4: UInt32($0))
    }
    var objects = observed.objects
    for operation in plan.operations where operation.phase < .removeNamespaces {
      for change in operation.changes { objects[change.object] = change.after }
      guard case .route = operation.object.kind else { continue }
      let now = HostState(topology: observed.topology, objects: objects)
      for name in Set(observed.namespaces.keys).intersection(desired.namespaces.keys) {
        for table: UInt32 in [100, 101] {
          for probe in probes {
            let decided = [observed, now, desired].map { $0.decision(name, table, probe) }
            #expect(
              decided[1] == decided[0] || decided[1] == decided[2] || decided[1] == .blackhole,
              "\(probe) in \(name) table \(table) after \(operation.object.label)")
          }
        }
      }
    }
  }
}

extension HostState {
  /// By longest prefix, then lowest metric.
  fileprivate func decision(
    _ namespace: NamespaceName, _ table: UInt32, _ address: IPAddress
  ) -> RouteState.Action? {
    namespaces[namespace]?.routes
      .filter { $0.table == table && $0.destination.contains(address) }
      .min {
        ($1.destination.length, $0.metric) < ($0.destination.length, $1.metric)
      }?.action
  }
}
