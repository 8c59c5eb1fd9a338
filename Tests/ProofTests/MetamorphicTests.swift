import Diagnostics
import IPAddressing
import Testing
import Topology

@testable import Proof
@testable import Verification

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
    Change(testDescription: "which zone is which") { topology in
      let count = topology.zones.count
      for subnet in topology.subnets.indices {
        topology.subnets[subnet].zone = ID(
          (topology.subnets[subnet].zone.index + 1) % count)
      }
    },
    Change(testDescription: "halves in place of a route") { topology in
      for table in topology.routeTables.indices {
        topology.routeTables[table].routes = halved(
          topology.routeTables[table].routes, \.destination)
      }
      for table in topology.transitGatewayRouteTables.indices {
        topology.transitGatewayRouteTables[table].routes = halved(
          topology.transitGatewayRouteTables[table].routes, \.destination)
      }
    },
    Change(testDescription: "other numbers", apply: renumber),
  ]

  /// Each route's two halves in its place, where no other route is for one of them.
  private static func halved<Route>(
    _ routes: [Route], _ destination: WritableKeyPath<Route, Prefix>
  ) -> [Route] {
    let taken = Set(routes.map { $0[keyPath: destination] })
    return routes.flatMap { route -> [Route] in
      let halves = halves(route[keyPath: destination])
      if halves.isEmpty || !taken.isDisjoint(with: halves) { return [route] }
      return halves.map {
        var half = route
        half[keyPath: destination] = $0
        return half
      }
    }
  }

  private static func halves(_ prefix: Prefix) -> [Prefix] {
    let length = prefix.length + 1
    guard length <= (prefix.family == .ipv4 ? 32 : 128) else { return [] }
    let low = Prefix(prefix.address, length: length)
    return [low, low.last.advanced(by: 1).map { Prefix($0, length: length) }].compactMap { $0 }
  }

  /// 10.8.0.0/13 and 10.0.0.0/13 change places, and so on: what lies inside what stays the same.
  private static func renumber(_ topology: inout Topology) {
    func other(_ address: IPAddress) -> IPAddress {
      guard address.isIPv4, address.bits >> 24 == 10 else { return address }
      return IPAddress(ipv4: UInt32(truncatingIfNeeded: address.bits) ^ 0x0008_0000)
    }
    func moved(_ address: IPAddress?) -> IPAddress? { address.map { other($0) } }
    func moved(_ prefix: Prefix) -> Prefix {
      prefix.length < 13 ? prefix : Prefix(other(prefix.address), length: prefix.length)
    }
    for index in topology.vpcs.indices {
      topology.vpcs[index].ipv4 = topology.vpcs[index].ipv4.map { moved($0) }
    }
    for index in topology.subnets.indices {
      topology.subnets[index].ipv4 = topology.subnets[index].ipv4.map { moved($0) }
    }
    for index in topology.instances.indices {
      topology.instances[index].ipv4 = moved(topology.instances[index].ipv4)
    }
    for index in topology.gwlbEndpoints.indices {
      topology.gwlbEndpoints[index].ipv4 = moved(topology.gwlbEndpoints[index].ipv4)
    }
    for index in topology.natGateways.indices {
      let address = topology.natGateways[index].privateAddress
      topology.natGateways[index].privateAddress = other(address)
    }
    for balancer in topology.loadBalancers.indices {
      for node in topology.loadBalancers[balancer].nodes.indices {
        let address = topology.loadBalancers[balancer].nodes[node].address
        topology.loadBalancers[balancer].nodes[node].address = other(address)
      }
    }
    for table in topology.routeTables.indices {
      for route in topology.routeTables[table].routes.indices {
        let destination = topology.routeTables[table].routes[route].destination
        topology.routeTables[table].routes[route].destination = moved(destination)
      }
    }
    for table in topology.transitGatewayRouteTables.indices {
      for route in topology.transitGatewayRouteTables[table].routes.indices {
        let destination = topology.transitGatewayRouteTables[table].routes[route].destination
        topology.transitGatewayRouteTables[table].routes[route].destination = moved(destination)
      }
    }
  }

  @Test("other names give the same findings of the same lines, for as many pairs")
  func names() {
    func findings(_ topology: Topology) -> [String] {
      let examination = Examination(topology, wholePairs: .max)
      #expect(examination.disagreements == [])
      return examination.causes.map {
        "\($0.identity.id) \($0.identity.location.start.line) \($0.pairs)"
      }.sorted()
    }
    for seed in 0..<20 {
      let topology = RandomTopology.make(seed: UInt64(7_000_000 + seed))
      var changed = topology
      for vpc in topology.vpcs.indices { changed.vpcs[vpc].name = "other-\(vpc)" }
      for subnet in topology.subnets.indices { changed.subnets[subnet].name = "s\(subnet)" }
      for endpoint in topology.gwlbEndpoints.indices {
        changed.gwlbEndpoints[endpoint].name = "z\(topology.gwlbEndpoints.count - endpoint)"
      }
      #expect(findings(changed) == findings(topology), "seed \(seed)")
    }
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
