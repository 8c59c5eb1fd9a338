import IPAddressing
import Topology

/// Addresses that declared things have, by subnet.
struct TakenAddresses<Bits: AddressBits>: Sendable {
  private struct Taken: Comparable {
    var subnet: Int32
    var address: Bits
    var isInstance: Bool

    static func < (left: Taken, right: Taken) -> Bool {
      (left.subnet, left.address) < (right.subnet, right.address)
    }
  }

  private var taken: [Taken] = []

  init(_ topology: Topology) {
    var found: [Taken] = []
    func take(_ address: IPAddress?, _ subnet: ID<Subnet>, isInstance: Bool = false) {
      guard let address = Bits(ofFamily: address) else { return }
      found.append(Taken(subnet: subnet.rawValue, address: address, isInstance: isInstance))
    }
    for instance in topology.instances {
      take(
        Bits.family == .ipv4 ? instance.ipv4 : instance.ipv6, instance.subnet, isInstance: true)
    }
    for endpoint in topology.gwlbEndpoints { take(endpoint.ipv4, endpoint.subnet) }
    for gateway in topology.natGateways { take(gateway.privateAddress, gateway.subnet) }
    for balancer in topology.loadBalancers {
      for node in balancer.nodes { take(node.address, node.subnet) }
    }
    for balancer in topology.gatewayLoadBalancers {
      for node in balancer.nodes { take(node.address, node.subnet) }
    }
    for group in topology.applianceGroups {
      for member in group.members { take(member.address, member.subnet) }
    }
    taken = found.sorted()
  }

  /// What of a subnet's addresses may be hosts'.
  func unit(_ range: ClosedRange<Bits>, in subnet: Int32) -> Units<Bits>.Unit {
    var count: Bits = 0
    var hasInstance = false
    var previous: Bits?
    let place = taken.count(leading: { ($0.subnet, $0.address) < (subnet, range.lowerBound) })
    for item in taken[place...] {
      guard item.subnet == subnet, item.address <= range.upperBound else { break }
      if item.address != previous { count += 1 }
      previous = item.address
      if item.isInstance { hasInstance = true }
    }
    let isFull = count > 0 && count - 1 == range.upperBound - range.lowerBound
    return Units<Bits>.Unit(
      first: range.lowerBound, last: range.upperBound, hasFree: !isFull,
      hasHost: !isFull || hasInstance)
  }

  /// An address of a unit that nothing is declared to have.
  func free(in unit: Units<Bits>.Unit, of subnet: Int32) -> Bits? {
    var address = unit.first
    while true {
      let isTaken = !self.unit(address...address, in: subnet).hasFree
      if !isTaken { return address }
      if address == unit.last { return nil }
      address += 1
    }
  }
}
