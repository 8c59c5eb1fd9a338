import IPAddressing
import Testing
import Topology

@testable import Proof

@Suite("What does not matter changes no verdict")
struct MetamorphicTests {
  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let apply: @Sendable (inout Topology) -> Void
  }

  static let changes: [Change] = [
    Change(testDescription: "the order of routes") { topology in
      for table in topology.routeTables.indices { topology.routeTables[table].routes.reverse() }
      for table in topology.transitGatewayRouteTables.indices {
        topology.transitGatewayRouteTables[table].routes.reverse()
      }
    },
    Change(testDescription: "the order of attachments and their subnets") { topology in
      for hub in topology.transitGateways.indices {
        topology.transitGateways[hub].attachments.reverse()
      }
      for attachment in topology.transitGatewayAttachments.indices {
        topology.transitGatewayAttachments[attachment].subnets.reverse()
      }
    },
    Change(testDescription: "names") { topology in
      for vpc in topology.vpcs.indices { topology.vpcs[vpc].name = "other-\(vpc)" }
      for subnet in topology.subnets.indices { topology.subnets[subnet].name = "s\(subnet)" }
    },
    Change(testDescription: "which zone is which") { topology in
      let count = topology.zones.count
      for subnet in topology.subnets.indices {
        topology.subnets[subnet].zone = ID(
          (topology.subnets[subnet].zone.index + 1) % count)
      }
    },
    Change(testDescription: "halves in place of a route") { topology in
      for table in topology.transitGatewayRouteTables.indices {
        let routes = topology.transitGatewayRouteTables[table].routes
        for route in routes {
          for half in halves(route.destination)
          where !routes.contains(where: { $0.destination == half }) {
            var part = route
            part.destination = half
            topology.transitGatewayRouteTables[table].routes.append(part)
          }
        }
      }
    },
  ]

  private static func halves(_ prefix: Prefix) -> [Prefix] {
    guard prefix.length == 0 else { return [] }
    let low = Prefix(prefix.address, length: 1)
    return [low, low.last.advanced(by: 1).map { Prefix($0, length: 1) }].compactMap { $0 }
  }

  @Test("in random networks", arguments: changes)
  func invariance(_ change: Change) {
    for seed in 0..<60 {
      let topology = RandomTopology.make(seed: UInt64(7_000_000 + seed))
      var changed = topology
      change.apply(&changed)
      #expect(counts(changed) == counts(topology), "seed \(seed)")
    }
  }

  private func counts(_ topology: Topology) -> [Effects: Int] {
    SymmetryProof(topology).groups.reduce(into: [:]) { $0[$1.effects, default: 0] += $1.count }
  }
}
